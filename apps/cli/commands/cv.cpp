#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/base/file.hpp>
#include <crescent/data/csv.hpp>
#include <crescent/experiment/cross_validation.hpp>
#include <crescent/metrics/classification.hpp>

#include "commands.hpp"
#include "options/config.hpp"
#include "options/recipe_options.hpp"
#include "reports/cross_validation.hpp"
#include "reports/cross_validation_page.hpp"
#include "reports/evaluation.hpp"

namespace crescent::cli {
namespace {

struct CvOptions {
  ProblemOptions data;
  RecipeOptions recipe;
  int folds = 5;
  int repeats = 1;
  std::string group_column, time_column;
  bool time_ordered = false;
  std::string predictions;
  std::string directory;
  bool json = false;
};

experiment::CrossValidationOptions fold_options(const CvOptions& options,
                                                const data::Table& table) {
  experiment::CrossValidationOptions result{.folds = options.folds,
                                            .repeats = options.repeats,
                                            .seed = options.recipe.training.seed,
                                            .threads = options.recipe.training.threads,
                                            .time_ordered = options.time_ordered};
  if (!options.group_column.empty()) result.group_column = table.find(options.group_column);
  if (!options.time_column.empty()) result.time_column = table.find(options.time_column);
  return result;
}

/// One line a row that was tested, in the order of the file.
std::string predictions_csv(const experiment::CrossValidation& result,
                            const experiment::Problem& problem) {
  const auto& predictions = result.pooled.network.predictions;
  const auto& classes = problem.target.classes;
  std::string text = "row,fold,true,";
  text += classes.empty() ? "prediction" : "label";
  for (const auto& name : classes) text += "," + data::csv_cell("proba_" + name);
  text += "\n";
  const std::vector<int> labels =
      classes.empty() ? std::vector<int>() : metrics::argmax_rows(predictions.probabilities);
  for (std::size_t i = 0; i < result.rows.size(); ++i) {
    text += fmt::format("{},{},", result.rows[i], result.fold_of[i]);
    if (classes.empty()) {
      text += fmt::format("{},{}\n", predictions.values[i], predictions.predicted[i]);
      continue;
    }
    text += data::csv_cell(classes[static_cast<std::size_t>(predictions.y[i])]) + ",";
    text += data::csv_cell(classes[static_cast<std::size_t>(labels[i])]);
    for (Index k = 0; k < predictions.probabilities.cols(); ++k) {
      text += fmt::format(",{}", predictions.probabilities(static_cast<Index>(i), k));
    }
    text += "\n";
  }
  return text;
}

void run_cv(const CvOptions& options) {
  const experiment::Recipe recipe =
      options.recipe.recipe(options.data.preprocess.pipeline_options());
  if (!options.directory.empty()) report::prepare(options.directory);
  const data::Table table = options.data.table.read();
  const experiment::Problem problem = options.data.problem(table);
  auto fold = fold_options(options, table);

  experiment::CrossValidation result;
  {
    ProgressLine progress;
    fold.on_fold = [&progress](int done, int total) { progress.update(done, total, "fold", ""); };
    result = experiment::cross_validate(recipe, problem, fold);
  }
  const Names names = names_of(problem);
  const CrossValidationFacts facts{.data = table.source,
                                   .target = problem.target.name,
                                   .folds = options.folds,
                                   .repeats = options.repeats,
                                   .seed = fold.seed};
  const Json json = to_json(result, names, facts);
  if (!options.predictions.empty()) {
    write_file(options.predictions, predictions_csv(result, problem));
  }
  if (!options.directory.empty()) {
    report::write(options.directory, report::cross_validation_page(result, names, facts), json);
  }
  if (options.json) {
    print_json(json);
  } else {
    fmt::print("{}", to_text(result, names, facts));
  }
}

void add_fold_options(CLI::App& command, CvOptions& options) {
  auto* group = command.add_option_group("Folds");
  group->add_option("--folds", options.folds, "Parts; each is tested on once")
      ->check(CLI::Range(2, 10'000))
      ->type_name("N")
      ->capture_default_str();
  group->add_option("--repeats", options.repeats, "Passes, each with other folds")
      ->check(CLI::Range(1, 10'000))
      ->type_name("N")
      ->capture_default_str();
  group
      ->add_option(
          "--group-column", options.group_column,
          "Keeps rows with the same value (of a patient, a house) in one fold; not learned")
      ->type_name("NAME");
  group
      ->add_option("--time-column", options.time_column,
                   "Tests each fold on rows later than its training rows; not learned")
      ->type_name("NAME");
  group->add_flag("--time-ordered", options.time_ordered,
                  "The same, where the file is in the order of time already");
}

}  // namespace

void add_cv(CLI::App& app) {
  auto options = std::make_shared<CvOptions>();
  auto* command = app.add_subcommand("cv", "Cross-validate a network on a CSV file");
  command->footer(
      R"(Cuts the rows into folds, trains on all but one and measures on that one, in turn, so that every
row is judged by a network that has not seen it. Prints mean and standard deviation over the
folds, for the network and its baselines, and whether they differ by more than chance (corrected
resampled t-test). Folds are shuffled and hold every class in proportion; preprocessing is
learned in each fold anew. They are trained side by side, with the same result for any number of
threads. No model is written: 'crescent train' makes one.

Examples:
  crescent cv iris.csv --target 4
  crescent cv titanic.csv --target survived --folds 10 --repeats 3 --hidden 8 --report report
  crescent cv visits.csv --target outcome --group-column patient --json
  crescent cv sales.csv --target amount --time-column date --predictions out_of_fold.csv)");
  options->data.add_to(*command);
  add_fold_options(*command, *options);
  options->recipe.add_to(*command);
  command
      ->add_option("--predictions", options->predictions,
                   "CSV file for what the folds of the first pass say of their rows")
      ->type_name("FILE");
  command
      ->add_option("--report", options->directory,
                   "Folder to write index.html, a page with pictures, and report.json into")
      ->type_name("DIR");
  command->add_flag("--json", options->json, "Print one JSON object instead of the table");
  add_config(*command, [options] { run_cv(*options); });
}

}  // namespace crescent::cli
