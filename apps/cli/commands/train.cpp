#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <crescent/base/error.hpp>
#include <crescent/data/number.hpp>
#include <crescent/data/split.hpp>
#include <crescent/experiment/assess.hpp>
#include <crescent/experiment/problem.hpp>
#include <crescent/experiment/recipe.hpp>
#include <crescent/model/evaluation.hpp>
#include <crescent/model/model.hpp>

#include "commands.hpp"
#include "console/console.hpp"
#include "console/training_talk.hpp"
#include "options/config.hpp"
#include "options/model_file_options.hpp"
#include "options/recipe_options.hpp"
#include "options/streamed_training.hpp"
#include "reports/diagnosis.hpp"
#include "reports/evaluation.hpp"
#include "reports/evaluation_page.hpp"
#include "reports/labelled.hpp"

namespace crescent::cli {
namespace {

struct TrainOptions {
  ProblemOptions data;
  RecipeOptions recipe;
  double test_fraction = 0.2;
  std::string memory;
  std::string out;
  ModelFileOptions file;
  std::string log_json;
  std::string checkpoint;
  std::string checkpoint_every = "60s";
  ReportOptions report;
};

/// A line a column, or one for all that share a reason: images have hundreds of constant pixels.
void tell_skipped(const preprocess::Pipeline& pipeline) {
  constexpr std::size_t one_by_one = 5, shown = 3;
  std::map<std::string, std::vector<std::string>> by_reason;
  for (const auto& column : pipeline.skipped) by_reason[column.reason].push_back(column.name);
  for (const auto& [reason, names] : by_reason) {
    if (names.size() <= one_by_one) {
      for (const auto& name : names) note(fmt::format("column '{}' is not used: {}", name, reason));
      continue;
    }
    note(fmt::format("{} columns ('{}', …) are not used: {}", names.size(),
                     fmt::join(names.begin(), names.begin() + shown, "', '"), reason));
  }
}

struct Outcome {
  model::Model model;
  model::Evaluation evaluation;
  std::optional<model::Importance> importance;
  train::History history;
  Json details;
};

/// A fitted model, and the rows that were held out from it.
struct Learned {
  experiment::Fitted fitted;
  experiment::Inputs held_out;
  std::vector<preprocess::UnseenLevels> unseen;
};

std::optional<data::Table> read_validation(const TrainOptions& options) {
  if (options.recipe.training.valid.empty()) return {};
  TableOptions table = options.data.table;
  table.file = options.recipe.training.valid;
  return table.read();
}

/// Calls `fit` with surroundings that say what happens on its way.
template <class Fit>
Learned told(const TrainOptions& options, train::Surroundings surroundings, const Fit& fit) {
  // A training that goes on adds to the log of its first part.
  TrainingTalk talk(options.log_json, train::has_checkpoint(surroundings.checkpoint.file));
  talk.attach(surroundings);
  Learned learned = fit(surroundings);
  talk.finish(learned.fitted.history);
  return learned;
}

Learned learn_table(const TrainOptions& options, const experiment::Recipe& recipe,
                    const train::Surroundings& surroundings) {
  const data::Table table = options.data.table.read();
  const experiment::Problem problem = options.data.problem(table);
  options.recipe.training.check_task(problem.target.task);
  const data::Split split =
      experiment::split(problem, options.test_fraction, options.recipe.training.seed);
  options.file.check(recipe, problem, split.train);
  const auto validation = read_validation(options);
  Learned learned = told(options, surroundings, [&](const train::Surroundings& told_of) {
    return Learned{.fitted = experiment::fit_model(recipe, problem, split.train,
                                                   validation ? &*validation : nullptr, told_of),
                   .held_out = {},
                   .unseen = {}};
  });
  learned.held_out =
      experiment::inputs_of(learned.fitted.model, problem, split.test, &learned.unseen);
  return learned;
}

Learned learn_in_memory(const TrainOptions& options, const experiment::Recipe& recipe,
                        const train::Surroundings& surroundings, std::size_t memory) {
  const StreamedTraining training(options.data, memory, options.test_fraction);
  options.recipe.training.check_task(training.target().task);
  const auto validation = read_validation(options);
  return told(options, surroundings, [&](const train::Surroundings& told_of) {
    auto streamed =
        training.fit(recipe, validation ? &*validation : nullptr, options.file.onnx(), told_of);
    return Learned{.fitted = std::move(streamed.fitted),
                   .held_out = std::move(streamed.held_out),
                   .unseen = std::move(streamed.unseen)};
  });
}

/// How the training went, where there is more to say than its epochs.
void add_history(Json& details, const experiment::Fitted& fitted) {
  const train::History& history = fitted.history;
  details["end"] = train::name(history.end);
  if (!fitted.diagnosis.findings.empty())
    details["findings"] = to_sentences(fitted.diagnosis, fitted.model.network.architecture());
  if (history.rollbacks > 0) details["rollbacks"] = history.rollbacks;
  if (fitted.validation_rows == 0) return;
  details["validation_rows"] = fitted.validation_rows;
  if (history.best_epoch < 0) return;
  const auto best = static_cast<std::size_t>(
      std::find(history.epochs.begin(), history.epochs.end(), history.best_epoch) -
      history.epochs.begin());
  details["best_epoch"] = history.best_epoch;
  details["validation_loss"] = history.validation_losses[best];
  details["validation_metric"] = history.validation_metrics[best];
}

/// One line: "stopped early; the best epoch was 12 of 31: validation loss 0.31, metric 0.9".
std::string history_text(const Json& details) {
  std::string text;
  if (details["end"] == "patience") text += "stopped early";
  if (details["end"] == "told") text += "interrupted";
  if (details["end"] == "converged") text += "converged";
  if (details.contains("best_epoch")) {
    if (!text.empty()) text += "; ";
    text += fmt::format("epoch {} was the best on {} validation rows: loss {:.4f}, {} {:.4f}",
                        details["best_epoch"].get<Index>() + 1,
                        details["validation_rows"].get<std::size_t>(),
                        details["validation_loss"].get<double>(), "metric",
                        details["validation_metric"].get<double>());
  }
  return text.empty() ? text : text + "\n";
}

/// "60s": seconds; "5": epochs.
train::Checkpointing checkpointing(const TrainOptions& options, const CLI::App& command) {
  train::Checkpointing checkpoint{.file = options.checkpoint};
  std::string_view text = options.checkpoint_every;
  const bool seconds = text.ends_with('s');
  if (seconds) text.remove_suffix(1);
  const auto number = data::parse_number(text);
  if (!number || !(*number > 0) || (!seconds && *number != std::floor(*number)) || *number > 1e9) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("--checkpoint-every takes seconds (60s) or epochs (5), not '{}'",
                            options.checkpoint_every));
  }
  checkpoint.every_seconds = seconds ? *number : 0;
  checkpoint.every_epochs = seconds ? 0 : static_cast<Index>(*number);
  // What changes no number of the model may change between two runs.
  checkpoint.command =
      to_toml(command, {"out", "json", "log-json", "threads", "checkpoint", "checkpoint-every",
                        "valid", "report", "importance-repeats"});
  return checkpoint;
}

Outcome train_model(const TrainOptions& options, const CLI::App& command) {
  // What can be refused at once is not found out after a long read.
  std::optional<std::size_t> memory;
  if (!options.memory.empty()) memory = parse_memory(options.memory);
  experiment::Recipe recipe = options.recipe.recipe(options.data.preprocess.pipeline_options());
  recipe.diagnose = true;
  const train::Surroundings surroundings{.threads = options.recipe.training.threads,
                                         .checkpoint = checkpointing(options, command)};
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
  Learned learned = memory ? learn_in_memory(options, recipe, surroundings, *memory)
                           : learn_table(options, recipe, surroundings);

  Json how;
  add_history(how, learned.fitted);
  Outcome outcome{.model = std::move(learned.fitted.model),
                  .evaluation = {},
                  .importance = {},
                  .history = std::move(learned.fitted.history),
                  .details = {}};
  tell_skipped(outcome.model.pipeline);
  tell_unseen(learned.unseen);
  const experiment::Inputs& inputs = learned.held_out;
  outcome.evaluation =
      experiment::evaluate(outcome.model, inputs, {.threads = options.recipe.training.threads});
  if (options.report.repeats > 0 && inputs.x.rows() > 1) {
    outcome.importance =
        experiment::importance(outcome.model, inputs,
                               {.repeats = options.report.repeats,
                                // Each thread takes a copy of the rows.
                                .threads = memory ? 1 : options.recipe.training.threads});
  }
  outcome.details = options.data.table.origin();
  outcome.details.update(Json{
      {"target", outcome.model.pipeline.target},
      {"network", reference::describe(outcome.model.network.architecture())},
      {"scaler", options.data.preprocess.scaler},
      {"solver", options.recipe.training.solver},
      {"epochs", outcome.history.losses.size()},
      {"seed", options.recipe.training.seed},
      {"train_rows", learned.fitted.trained_rows},
      {"test_rows", inputs.x.rows()},
      {"train_loss", outcome.history.losses.empty() ? Json() : Json(outcome.history.losses.back())},
      {"seconds", outcome.history.seconds}});
  outcome.details.update(how);
  return outcome;
}

void write_report(const TrainOptions& options, const Outcome& outcome, const Json& json) {
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

void run_train(const TrainOptions& options, const CLI::App& command) {
  Outcome outcome = train_model(options, command);
  Json scores = to_json(outcome.evaluation, outcome.model);
  Json record = outcome.details;
  record.erase("seconds");  // same seed, same bytes
  record["held_out"] = scores;
  outcome.model.training = record.dump(-1, ' ', false, Json::error_handler_t::replace);
  model::save(outcome.model, options.out, options.file.onnx());
  if (!options.checkpoint.empty() && !TrainingTalk::was_interrupted())
    train::remove_checkpoint(options.checkpoint);

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
  fmt::print("trained on {} rows, {} epochs of {}, {:.2f} s; {} rows were held out\n{}\n",
             details["train_rows"].get<std::size_t>(), details["epochs"].get<std::size_t>(),
             options.recipe.training.solver, details["seconds"].get<double>(),
             details["test_rows"].get<std::size_t>(), history_text(details));
  fmt::print("{}", to_text(outcome.evaluation, names_of(outcome.model)));
  if (outcome.importance) fmt::print("\n{}", to_text(*outcome.importance));
  if (details.contains("findings")) {
    for (const Json& finding : details["findings"])
      fmt::print("\n{}.\n", finding.get<std::string>());
  }
  fmt::print("\nmodel written to {}\n", options.out);
}

}  // namespace

void add_train(CLI::App& app) {
  auto options = std::make_shared<TrainOptions>();
  auto* command = app.add_subcommand("train", "Train a network that predicts a column of a table");
  command->footer(
      R"(Trains on most rows, holds the rest out, and prints how well the network does on those: accuracy,
log loss, ROC AUC and more with 95 % intervals, beside the most frequent class and logistic
regression, and whether it beats them by more than chance. For a quantity: R2, RMSE and absolute
errors beside the mean and linear regression.

Text columns become one input for each of their values, numbers are scaled, missing
cells are filled (the median, or a value of their own) and marked; all of it is learned from the
training rows and stored in the model. Scalers: 'standard' to mean 0 and deviation 1; 'robust' by
median and quartiles, with far values drawn in smoothly: for skewed columns; 'minmax' to [0, 1] on
the training rows; 'none'. Ids (a running number, a text of its own in every row) and dates are set
aside and named; --numeric or --categorical has them used all the same. The model is an ONNX file
that any ONNX runtime can run on the raw columns. Same data, same options, same kind of processor:
the same file, byte for byte.

With validation rows (--valid, --validation-fraction, or --patience, which takes a tenth of the
training rows) the network is judged after every epoch and ends with the best epoch's weights.
Ctrl-C ends the training at its next step; the model so far (the best one, with validation rows) is
written, and the exit status is 130 (with --checkpoint, the same command goes on). A second Ctrl-C
ends the command at once, without a model.

With --memory a packed file ('crescent pack') may be larger than the memory: the preprocessing is
learned from all training rows, column by column; then every epoch goes through them in windows, some
thousand rows from all over the file at a time, mixed anew. Held-out rows, validation rows and the
rows that the baselines learn from are as many as the memory holds.

Examples:
  crescent train iris.csv --target 4 --out iris.onnx
  crescent train penguins.csv --target species --hidden 8 --out penguins.onnx --report report
  crescent train titanic.csv --target survived --ignore boat,body,name --out titanic.onnx --json
  crescent train train-images-idx3-ubyte.gz --labels train-labels-idx1-ubyte.gz --out mnist.onnx
  crescent train rides.crescent --target fare --memory 512MB --out fare.onnx
  crescent train wine.csv --target quality --patience 20 --schedule onecycle --out wine.onnx)");
  options->data.add_to(*command);
  command->add_option("--out", options->out, "Model file to write")
      ->required()
      ->type_name("MODEL.onnx");
  options->file.add_to(*command);
  options->recipe.add_to(*command)
      .add_option("--test-fraction", options->test_fraction,
                  "Share of the rows held out, every class in proportion")
      ->type_name("X")
      ->capture_default_str();
  command
      ->add_option(
          "--memory", options->memory,
          "Most memory for the whole program, as 512MB or 2GB: reads a packed file part by "
          "part, as often as there are epochs (sgd, adam, adamw)")
      ->type_name("BYTES");
  command
      ->add_option("--log-json", options->log_json,
                   "File to write while training: a JSON object a line for each epoch and event")
      ->type_name("FILE");
  command
      ->add_option("--checkpoint", options->checkpoint,
                   "Keep the state of the training in FILE.0 and FILE.1; the same command goes on "
                   "from there, to the same bits. Removed once the model is written")
      ->type_name("FILE");
  command
      ->add_option("--checkpoint-every", options->checkpoint_every,
                   "How often: seconds (60s), or epochs (5)")
      ->type_name("Ns|N")
      ->capture_default_str();
  options->report.add_to(*command);
  add_config(*command, [options, command] {
    run_train(*options, *command);
    if (TrainingTalk::was_interrupted()) throw Interrupted();
  });
}

}  // namespace crescent::cli
