#include "reports/sweep.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/experiment/sweep.hpp>

#include "commands.hpp"
#include "options/config.hpp"
#include "reports/sweep_page.hpp"

namespace crescent::cli {
namespace {

struct SweepOptions {
  ProblemOptions data;
  RecipeOptions recipe;
  std::vector<std::string> vary;
  double test_fraction = 0.2;
  std::string metric;
  std::string directory;
  bool json = false;
};

metrics::Metric chosen_metric(const SweepOptions& options, const experiment::Problem& problem) {
  const auto& metrics = experiment::metrics_of(problem);
  if (options.metric.empty()) {
    return problem.target.task == preprocess::Task::classification ? metrics::Metric::log_loss
                                                                   : metrics::Metric::r2;
  }
  const metrics::Metric metric = metrics::parse_metric(options.metric);
  if (std::find(metrics.begin(), metrics.end(), metric) == metrics.end()) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("--metric {} does not suit a target of {}", options.metric,
                            preprocess::name(problem.target.task)));
  }
  return metric;
}

Sweep make_sweep(const SweepOptions& options, const experiment::Problem& problem) {
  Sweep sweep{.problem = problem,
              .settings = grid(options.vary),
              .attempts = {},
              .split = {},
              .metric = chosen_metric(options, problem)};
  std::vector<experiment::Recipe> recipes;
  for (const Settings& settings : sweep.settings) {
    recipes.push_back(
        with_settings(options.recipe, settings).recipe(options.data.preprocess.pipeline_options()));
  }
  const auto& training = options.recipe.training;
  sweep.split = experiment::split(problem, options.test_fraction, training.seed);
  ProgressLine progress;
  sweep.attempts = experiment::try_recipes(
      recipes, problem, sweep.split, training.threads, [&](std::size_t done) {
        progress.update(static_cast<long>(done), static_cast<long>(recipes.size()), "training", "");
      });
  return sweep;
}

void run_sweep(const SweepOptions& options) {
  // Wrong values are told before the file is read.
  for (const Settings& settings : grid(options.vary)) {
    with_settings(options.recipe, settings).recipe(options.data.preprocess.pipeline_options());
  }
  if (!options.directory.empty()) report::prepare(options.directory);
  const data::Table table = options.data.table.read();
  const experiment::Problem problem = options.data.problem(table);
  const Sweep sweep = make_sweep(options, problem);
  const Json json = to_json(sweep);
  if (!options.directory.empty()) {
    report::write(options.directory, report::sweep_page(sweep), json);
  }
  if (options.json) {
    print_json(json);
  } else {
    fmt::print("{}", to_text(sweep));
  }
}

}  // namespace

void add_sweep(CLI::App& app) {
  auto options = std::make_shared<SweepOptions>();
  auto* command = app.add_subcommand("sweep", "Train once for each value of an option and compare");
  command->footer(
      R"(Trains a network for every value of the options named by --vary, or every combination of them, on
the same rows and with the same seed, and measures each on the same held-out rows. Any option of
training can be varied. The page (--report) shows the learning curves and, where there are two
columns of numbers, what each network draws between the classes.

The best of many, on the rows that chose it, flatters: 'crescent tune' and 'crescent cv' judge it
on others. No model is written: 'crescent train' makes one.

Examples:
  crescent sweep moons.csv --target class --vary hidden=1,2,3,4,5,20,50 --report report
  crescent sweep titanic.csv --target survived --vary learning-rate=0.001,0.01,0.1 --vary l2=0,1
  crescent sweep iris.csv --target 4 --vary "hidden=8;16,16;32,16,8" --json)");
  options->data.add_to(*command);
  command
      ->add_option("--vary", options->vary,
                   "An option of training and its values; several --vary make a grid. Values with "
                   "commas are separated by semicolons")
      ->required()
      ->allow_extra_args(false)
      ->type_name("NAME=VALUE,...");
  options->recipe.add_to(*command)
      .add_option("--test-fraction", options->test_fraction,
                  "Share of the rows held out, every class in proportion")
      ->type_name("X")
      ->capture_default_str();
  command
      ->add_option("--metric", options->metric,
                   "What decides which is best (default: log_loss, of a quantity r2)")
      ->type_name("NAME");
  command
      ->add_option("--report", options->directory,
                   "Folder to write index.html, a page with pictures, and report.json into")
      ->type_name("DIR");
  command->add_flag("--json", options->json, "Print one JSON object instead of the table");
  add_config(*command, [options] { run_sweep(*options); });
}

}  // namespace crescent::cli
