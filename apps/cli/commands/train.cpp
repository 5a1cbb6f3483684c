#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/data/split.hpp>
#include <crescent/experiment/assess.hpp>
#include <crescent/experiment/problem.hpp>
#include <crescent/experiment/recipe.hpp>
#include <crescent/model/evaluation.hpp>
#include <crescent/model/model.hpp>

#include "commands.hpp"
#include "report/evaluation_page.hpp"
#include "support/console.hpp"
#include "support/labelled.hpp"
#include "support/recipe_options.hpp"
#include "support/report.hpp"

namespace crescent::cli {
namespace {

struct Options {
  ProblemOptions data;
  RecipeOptions recipe;
  double test_fraction = 0.2;
  std::string out;
  ReportOptions report;
};

void tell_skipped(const preprocess::Pipeline& pipeline) {
  for (const auto& column : pipeline.skipped) {
    note(fmt::format("column '{}' is not used: {}", column.name, column.reason));
  }
}

struct Outcome {
  model::Model model;
  model::Evaluation evaluation;
  std::optional<model::Importance> importance;
  train::History history;
  Json details;
};

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
  const experiment::Recipe recipe =
      options.recipe.recipe(options.data.preprocess.pipeline_options());
  // A path that cannot take the model is better told before the training than after it.
  const auto folder = std::filesystem::path(options.out).parent_path();
  if (!folder.empty() && !std::filesystem::is_directory(folder)) {
    throw Error(ErrorCode::io, "there is no such folder to write the model into; make it first",
                {.file = folder.string()});
  }
  if (std::filesystem::is_directory(options.out)) {
    throw Error(ErrorCode::io, "is a directory; name a file in it", {.file = options.out});
  }
  if (!options.report.directory.empty()) report::prepare(options.report.directory);
  const data::Table table = options.data.table.read();
  const experiment::Problem problem = options.data.problem(table);
  const data::Split split =
      experiment::split(problem, options.test_fraction, options.recipe.training.seed);

  const auto start = std::chrono::steady_clock::now();
  experiment::Fitted fitted = fit(recipe, problem, split.train);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();

  Outcome outcome{.model = std::move(fitted.model),
                  .evaluation = {},
                  .importance = {},
                  .history = std::move(fitted.history),
                  .details = {}};
  tell_skipped(outcome.model.pipeline);
  std::vector<preprocess::UnseenLevels> unseen;
  const auto inputs = experiment::inputs_of(outcome.model, problem, split.test, &unseen);
  tell_unseen(unseen);
  outcome.evaluation =
      experiment::evaluate(outcome.model, inputs, {.threads = options.recipe.training.threads});
  if (options.report.repeats > 0 && inputs.x.rows() > 1) {
    outcome.importance = experiment::importance(
        outcome.model, inputs,
        {.repeats = options.report.repeats, .threads = options.recipe.training.threads});
  }
  outcome.details = {
      {"data", std::filesystem::path(table.source).filename().string()},
      {"target", problem.target.name},
      {"network", reference::describe(outcome.model.network.architecture())},
      {"scaler", options.data.preprocess.scaler},
      {"solver", options.recipe.training.solver},
      {"epochs", outcome.history.losses.size()},
      {"seed", options.recipe.training.seed},
      {"train_rows", split.train.size()},
      {"test_rows", split.test.size()},
      {"train_loss", outcome.history.losses.empty() ? Json() : Json(outcome.history.losses.back())},
      {"seconds", seconds}};
  return outcome;
}

void write_report(const Options& options, const Outcome& outcome, const Json& json) {
  const auto text = [](const Json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
  };
  report::Details details{.brand = "training",
                          .target = outcome.model.pipeline.target,
                          .facts = {},
                          .importance = outcome.importance,
                          .history = outcome.history};
  for (const auto& [key, value] : outcome.details.items()) {
    std::string name = key;
    std::replace(name.begin(), name.end(), '_', ' ');
    details.facts.emplace_back(std::move(name), text(value));
  }
  report::write(options.report.directory,
                report::evaluation_page(outcome.evaluation, names_of(outcome.model), details),
                json);
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
  if (outcome.importance) scores["importance"] = to_json(*outcome.importance);
  scores.update(outcome.details);
  scores["skipped_columns"] = skipped;
  scores["model"] = options.out;
  if (!options.report.directory.empty()) write_report(options, outcome, scores);
  if (options.report.json) {
    print_json(scores);
    return;
  }
  const auto& details = outcome.details;
  fmt::print("{}  ({} parameters)\n", details["network"].get<std::string>(),
             outcome.model.network.parameters().size());
  fmt::print("trained on {} rows, {} epochs of {}, {:.2f} s; {} rows were held out\n\n",
             details["train_rows"].get<std::size_t>(), details["epochs"].get<std::size_t>(),
             options.recipe.training.solver, details["seconds"].get<double>(),
             details["test_rows"].get<std::size_t>());
  fmt::print("{}", to_text(outcome.evaluation, names_of(outcome.model)));
  if (outcome.importance) fmt::print("\n{}", to_text(*outcome.importance));
  fmt::print("\nmodel written to {}\n", options.out);
}

}  // namespace

void add_train(CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("train", "Train a classifier from a CSV file");
  command->footer(
      R"(Trains on most rows, holds the rest out, and prints how well the network does on those: accuracy,
log loss, ROC AUC and more with 95 % intervals, beside the most frequent class and logistic
regression, and whether it beats them by more than chance.

Text columns become one input for each of their values, numbers are scaled, missing
cells are filled (the median, or a value of their own) and marked; all of it is learned from the
training rows and stored in the model. Scalers: 'standard' to mean 0 and deviation 1; 'robust' by
median and quartiles, with far values drawn in smoothly: for skewed columns; 'minmax' to [0, 1] on
the training rows; 'none'. Ids (a running number, a text of its own in every row) and dates are set
aside and named; --numeric or --categorical has them used all the same. The model is an ONNX file that any ONNX runtime can run on
the raw columns. Same data, same options, same kind of processor: the same file, byte for byte.

Examples:
  crescent train iris.csv --target 4 --out iris.onnx
  crescent train penguins.csv --target species --hidden 8 --out penguins.onnx --report report
  crescent train titanic.csv --target survived --ignore boat,body,name --out titanic.onnx --json)");
  options->data.add_to(*command);
  command->add_option("--out", options->out, "Model file to write")
      ->required()
      ->type_name("MODEL.onnx");
  options->recipe.add_to(*command)
      .add_option("--test-fraction", options->test_fraction,
                  "Share of the rows held out, every class in proportion")
      ->type_name("X")
      ->capture_default_str();
  options->report.add_to(*command);
  command->callback([options] { run(*options); });
}

}  // namespace crescent::cli
