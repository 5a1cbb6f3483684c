#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <crescent/base/error.hpp>
#include <crescent/data/split.hpp>
#include <crescent/experiment/problem.hpp>
#include <crescent/experiment/recipe.hpp>
#include <crescent/model/evaluation.hpp>
#include <crescent/model/model.hpp>
#include <crescent/preprocess/weights.hpp>

#include "commands.hpp"
#include "support/console.hpp"
#include "support/labelled.hpp"
#include "support/preprocess_options.hpp"
#include "support/report.hpp"
#include "support/table_options.hpp"
#include "support/training_options.hpp"

namespace crescent::cli {
namespace {

struct Options {
  TableOptions table;
  std::string target;
  std::string task;  ///< empty: by the target's values
  PreprocessOptions preprocess;
  std::vector<Index> hidden = {16, 16};
  std::vector<std::string> activation = {"tanh"};
  std::string initialisation = "glorot";
  TrainingOptions training;
  double test_fraction = 0.2;
  std::string out;
  bool json = false;

  std::optional<preprocess::Task> chosen_task() const {
    if (task.empty()) return {};
    return preprocess::parse_task(task);
  }
};

void tell_skipped(const preprocess::Pipeline& pipeline) {
  for (const auto& column : pipeline.skipped) {
    note(fmt::format("column '{}' is not used: {}", column.name, column.reason));
  }
}

struct Outcome {
  model::Model model;
  model::Evaluation evaluation;
  Json details;
};

experiment::Recipe make_recipe(const Options& options) {
  experiment::Recipe recipe{.pipeline = options.preprocess.pipeline_options(),
                            .hidden = options.hidden,
                            .activation = {},
                            .initialisation = network::parse_initialisation(options.initialisation),
                            .fit = options.training.fit_options()};
  for (const auto& name : options.activation) {
    recipe.activation.push_back(reference::parse_activation(name));
  }
  return recipe;
}

/// fit_model with a progress line.
experiment::Fitted fit(experiment::Recipe recipe, const experiment::Problem& problem,
                       const std::vector<std::size_t>& rows) {
  ProgressLine progress;
  recipe.fit.on_epoch = [&progress](const train::Progress& now) {
    progress.update(now.epoch + 1, now.epochs, "epoch", fmt::format("loss {:.4f}", now.loss));
    return true;
  };
  return experiment::fit_model(recipe, problem, rows);
}

Outcome train_model(const Options& options) {
  // What can be refused at once is not found out after a long read.
  const experiment::Recipe recipe = make_recipe(options);
  // A path that cannot take the model is better told before the training than after it.
  const auto folder = std::filesystem::path(options.out).parent_path();
  if (!folder.empty() && !std::filesystem::is_directory(folder)) {
    throw Error(ErrorCode::io, "there is no such folder to write the model into; make it first",
                {.file = folder.string()});
  }
  if (std::filesystem::is_directory(options.out)) {
    throw Error(ErrorCode::io, "is a directory; name a file in it", {.file = options.out});
  }
  const data::Table table = options.table.read();
  experiment::Problem problem =
      experiment::make_problem(table, options.target, options.chosen_task());
  if (!options.preprocess.weight_column.empty())
    problem.weights = preprocess::read_weights(table, table.find(options.preprocess.weight_column));
  if (problem.unlabelled() > 0) {
    note(fmt::format("{} rows without a value in the target column are left out",
                     problem.unlabelled()));
  }
  const data::Split split =
      experiment::split(problem, options.test_fraction, options.training.seed);

  const auto start = std::chrono::steady_clock::now();
  experiment::Fitted fitted = fit(recipe, problem, split.train);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();

  Outcome outcome{.model = std::move(fitted.model), .evaluation = {}, .details = {}};
  tell_skipped(outcome.model.pipeline);
  std::vector<preprocess::UnseenLevels> unseen;
  const auto test_x = preprocess::transform(outcome.model.pipeline, table, split.test, &unseen);
  tell_unseen(unseen);
  outcome.evaluation =
      model::evaluate(outcome.model, test_x, experiment::classes_of(problem, split.test));
  outcome.details = {
      {"data", std::filesystem::path(table.source).filename().string()},
      {"target", problem.target.name},
      {"network", reference::describe(outcome.model.network.architecture())},
      {"scaler", options.preprocess.scaler},
      {"solver", options.training.solver},
      {"epochs", fitted.history.losses.size()},
      {"seed", options.training.seed},
      {"train_rows", split.train.size()},
      {"test_rows", split.test.size()},
      {"train_loss", fitted.history.losses.empty() ? Json() : Json(fitted.history.losses.back())},
      {"seconds", seconds}};
  return outcome;
}

void run(const Options& options) {
  Outcome outcome = train_model(options);
  Json scores = to_json(outcome.evaluation, outcome.model);
  Json record = outcome.details;
  record.erase("seconds");  // same seed, same bytes
  record["held_out"] = scores;
  outcome.model.training = record.dump(-1, ' ', false, Json::error_handler_t::replace);
  model::save(outcome.model, options.out);

  Json skipped = Json::array();
  for (const auto& column : outcome.model.pipeline.skipped) {
    skipped.push_back({{"name", column.name}, {"reason", column.reason}});
  }
  if (options.json) {
    scores.update(outcome.details);
    scores["skipped_columns"] = skipped;
    scores["model"] = options.out;
    print_json(scores);
    return;
  }
  const auto& details = outcome.details;
  fmt::print("{}  ({} parameters)\n", details["network"].get<std::string>(),
             outcome.model.network.parameters().size());
  fmt::print("trained on {} rows, {} epochs of {}, {:.2f} s; {} rows were held out\n\n",
             details["train_rows"].get<std::size_t>(), details["epochs"].get<std::size_t>(),
             options.training.solver, details["seconds"].get<double>(),
             details["test_rows"].get<std::size_t>());
  fmt::print("{}", to_text(outcome.evaluation, outcome.model));
  fmt::print("\nmodel written to {}\n", options.out);
}

void add_network_options(CLI::App& command, Options& options) {
  auto* group = command.add_option_group("Network");
  group->add_option("--hidden", options.hidden, "Units of each hidden layer; 0 for none")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::Range(Index{0}, Index{100'000}))
      ->type_name("N,...")
      ->default_str("16,16");
  group
      ->add_option("--activation", options.activation,
                   fmt::format("Of the hidden layers, one for all or one for each: {}",
                               fmt::join(reference::activation_names(), ", ")))
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::IsMember(reference::activation_names()))
      ->type_name("NAME,...")
      ->default_str("tanh");
  group
      ->add_option("--initialisation", options.initialisation,
                   "How the first weights are drawn: normal, glorot, he, zeros")
      ->check(CLI::IsMember({"normal", "glorot", "he", "zeros"}))
      ->type_name("NAME")
      ->capture_default_str();
}

}  // namespace

void add_train(CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("train", "Train a classifier from a CSV file");
  command->footer(
      R"(Trains on most rows, holds the rest out, and prints how well the network does on those: accuracy,
log loss and confusion matrix, beside the most frequent class and logistic regression.

Text columns become one input for each of their values, numbers are scaled, missing
cells are filled (the median, or a value of their own) and marked; all of it is learned from the
training rows and stored in the model. Scalers: 'standard' to mean 0 and deviation 1; 'robust' by
median and quartiles, with far values drawn in smoothly: for skewed columns; 'minmax' to [0, 1] on
the training rows; 'none'. Ids (a running number, a text of its own in every row) and dates are set
aside and named; --numeric or --categorical has them used all the same. The model is an ONNX file that any ONNX runtime can run on
the raw columns. Same data, same options, same kind of processor: the same file, byte for byte.

Examples:
  crescent train iris.csv --target 4 --out iris.onnx
  crescent train penguins.csv --target species --hidden 8 --out penguins.onnx
  crescent train titanic.csv --target survived --ignore boat,body,name --out titanic.onnx --json)");
  options->table.add_to(*command);
  command->add_option("--target", options->target, "Column to predict, by name or by index from 0")
      ->required()
      ->type_name("NAME");
  command
      ->add_option("--task", options->task,
                   "classification or regression (default: regression where the target holds more "
                   "than 100 different numbers, or more than 20 of which some are not whole)")
      ->check(CLI::IsMember({"classification", "regression"}))
      ->type_name("NAME");
  command->add_option("--out", options->out, "Model file to write")
      ->required()
      ->type_name("MODEL.onnx");
  options->preprocess.add_to(*command);
  add_network_options(*command, *options);
  options->training.add_to(*command)
      .add_option("--test-fraction", options->test_fraction,
                  "Share of the rows held out, every class in proportion")
      ->type_name("X")
      ->capture_default_str();
  command->add_flag("--json", options->json, "Print one JSON object instead of the table");
  command->callback([options] {
    if (options->hidden == std::vector<Index>{0}) options->hidden.clear();
    run(*options);
  });
}

}  // namespace crescent::cli
