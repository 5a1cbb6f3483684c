#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/experiment/assess.hpp>
#include <crescent/experiment/search.hpp>
#include <crescent/experiment/sweep.hpp>

#include "commands.hpp"
#include "options/config.hpp"
#include "options/model_file_options.hpp"
#include "options/search_space.hpp"
#include "options/study.hpp"
#include "options/words.hpp"
#include "reports/evaluation_page.hpp"

namespace crescent::cli {
namespace {

struct TuneOptions {
  ProblemOptions data;
  RecipeOptions recipe;
  int trials = 40;
  int folds = 3;
  int rungs = 3;
  double test_fraction = 0.2;
  std::string metric, study, out;
  ModelFileOptions file;
  ReportOptions report;
};

struct Tuned {
  std::vector<Settings> settings;
  experiment::SearchResult search;
  metrics::Metric metric;
  data::Split split;
  std::optional<experiment::Fitted> winner;
  model::Evaluation evaluation;
  std::optional<model::Importance> importance;
};

metrics::Metric chosen_metric(const TuneOptions& options, const experiment::Problem& problem) {
  if (!options.metric.empty()) return metrics::parse_metric(options.metric);
  return problem.target.task == preprocess::Task::classification ? metrics::Metric::log_loss
                                                                 : metrics::Metric::r2;
}

/// What two runs must have in common to share a study.
Json study_head(const TuneOptions& options, const experiment::Problem& problem,
                const std::map<std::string, std::string>& given) {
  Json head = {{"crescent_study", 1},
               {"data", std::filesystem::path(problem.table.source).filename().string()},
               {"rows", problem.rows.size()},
               {"columns", problem.table.columns.size()},
               {"target", problem.target.name},
               {"trials", options.trials},
               {"options", Json::object()}};
  for (const auto& [name, value] : given) {
    if (name != "out" && name != "study" && name != "report" && name != "json" &&
        name != "threads" && name != "importance-repeats" && name != "trials" && name != "config" &&
        name != "onnx-inputs") {
      head["options"][name] = value;
    }
  }
  return head;
}

experiment::SearchResult search(const TuneOptions& options, const experiment::Problem& problem,
                                const Tuned& tuned, const Json& head) {
  std::vector<experiment::Recipe> recipes;
  for (const Settings& settings : tuned.settings) {
    recipes.push_back(
        with_settings(options.recipe, settings).recipe(options.data.preprocess.pipeline_options()));
  }
  Study study(options.study, head);
  ProgressLine progress;
  long done = static_cast<long>(study.known().size()), total = 0;
  for (int rung = 0, left = options.trials; rung < options.rungs; ++rung, left = (left + 2) / 3) {
    total += left;
  }
  return experiment::successive_halving(
      recipes, problem, tuned.split.train,
      {.metric = tuned.metric,
       .folds = options.folds,
       .rungs = options.rungs,
       .seed = options.recipe.training.seed,
       .threads = options.recipe.training.threads},
      study.known(), [&](const experiment::TrialScore& score) {
        study.add(score);
        progress.update(++done, total, "trial",
                        fmt::format("{} {}", title(tuned.metric), number_text(score.score)));
      });
}

Tuned tune(const TuneOptions& options, const experiment::Problem& problem,
           const std::map<std::string, std::string>& given) {
  std::set<std::string> fixed;
  for (const auto& [name, value] : given) fixed.insert(name);
  const auto& training = options.recipe.training;
  Tuned tuned{.settings = draw_settings(options.recipe, fixed, options.trials, training.seed),
              .search = {},
              .metric = chosen_metric(options, problem),
              .split = experiment::split(problem, options.test_fraction, training.seed),
              .winner = {},
              .evaluation = {},
              .importance = {}};
  if (!options.out.empty()) {
    options.file.check(options.recipe.recipe(options.data.preprocess.pipeline_options()), problem,
                       tuned.split.train);
  }
  tuned.search = search(options, problem, tuned, study_head(options, problem, given));
  tuned.winner =
      experiment::fit_model(with_settings(options.recipe, tuned.settings[tuned.search.winner])
                                .recipe(options.data.preprocess.pipeline_options()),
                            problem, tuned.split.train, nullptr, {.threads = training.threads});
  const auto inputs = experiment::inputs_of(tuned.winner->model, problem, tuned.split.test);
  tuned.evaluation =
      experiment::evaluate(tuned.winner->model, inputs, {.threads = training.threads});
  if (options.report.repeats > 0 && inputs.x.rows() > 1) {
    tuned.importance =
        experiment::importance(tuned.winner->model, inputs,
                               {.repeats = options.report.repeats, .threads = training.threads});
  }
  return tuned;
}

/// Trials in the order in which they did: the last rung's best first.
std::vector<experiment::TrialScore> ranking(const Tuned& tuned) {
  std::vector<experiment::TrialScore> last(tuned.settings.size());
  for (const auto& one : tuned.search.scores) last[one.trial] = one;
  const double sign = metrics::greater_is_better(tuned.metric) ? -1 : 1;
  std::stable_sort(last.begin(), last.end(), [sign](const auto& a, const auto& b) {
    if (a.rung != b.rung) return a.rung > b.rung;
    if (std::isnan(a.score) || std::isnan(b.score))
      return !std::isnan(a.score) && std::isnan(b.score);
    return sign * a.score < sign * b.score;
  });
  return last;
}

std::vector<std::vector<std::string>> trial_rows(const Tuned& tuned, std::size_t most) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : ranking(tuned)) {
    if (rows.size() == most) break;
    const Settings& settings = tuned.settings[one.trial];
    rows.push_back({fmt::format("{}", rows.size() + 1), number_text(one.score),
                    fmt::format("{}", one.epochs), fmt::format("{}", one.trial),
                    settings.empty() ? "(the options as given)" : to_words(settings)});
  }
  return rows;
}

std::vector<std::string> trial_head(const Tuned& tuned) {
  return {"rank", title(tuned.metric), "epochs", "trial", "options"};
}

Json options_json(const Tuned& tuned, std::size_t trial) {
  Json options = Json::object();
  for (const auto& [name, value] : tuned.settings[trial]) options[name] = value;
  return options;
}

std::string network_text(const Tuned& tuned) {
  return reference::describe(tuned.winner->model.network.architecture());
}

Json tuned_json(const Tuned& tuned) {
  Json json = to_json(tuned.evaluation, tuned.winner->model);
  if (tuned.importance) json["importance"] = to_json(*tuned.importance);
  json["metric"] = metrics::name(tuned.metric);
  json["train_rows"] = tuned.split.train.size();
  json["test_rows"] = tuned.split.test.size();
  json["trials"] = Json::array();
  for (const auto& one : ranking(tuned)) {
    json["trials"].push_back({{"trial", one.trial},
                              {"rung", one.rung},
                              {"epochs", one.epochs},
                              {"score", one.score},
                              {"options", options_json(tuned, one.trial)}});
  }
  json["winner"] = {{"trial", tuned.search.winner},
                    {"options", options_json(tuned, tuned.search.winner)},
                    {"network", network_text(tuned)}};
  return json;
}

std::string tuned_text(const Tuned& tuned) {
  constexpr std::size_t kShown = 10;
  std::vector<std::vector<std::string>> rows = trial_rows(tuned, kShown);
  rows.insert(rows.begin(), trial_head(tuned));
  std::string text = text_table(rows);
  if (tuned.settings.size() > kShown) {
    text += fmt::format("and {} trials behind these\n", tuned.settings.size() - kShown);
  }
  text += fmt::format(
      "\nthe winner, trained on {} rows and measured on others that the search "
      "never saw:\n\n",
      tuned.split.train.size());
  text += to_text(tuned.evaluation, names_of(tuned.winner->model));
  if (tuned.importance) text += "\n" + to_text(*tuned.importance);
  return text;
}

void save_winner(const TuneOptions& options, const experiment::Problem& problem, Tuned& tuned) {
  Json record = options.data.table.origin();
  record.update(Json{{"target", problem.target.name},
                     {"network", network_text(tuned)},
                     {"epochs", tuned.winner->history.losses.size()},
                     {"seed", options.recipe.training.seed},
                     {"train_rows", tuned.split.train.size()},
                     {"test_rows", tuned.split.test.size()},
                     {"options", options_json(tuned, tuned.search.winner)},
                     {"trials", tuned.settings.size()},
                     {"held_out", to_json(tuned.evaluation, tuned.winner->model)}});
  tuned.winner->model.training = record.dump(-1, ' ', false, Json::error_handler_t::replace);
  model::save(tuned.winner->model, options.out, options.file.onnx());
}

report::Page tune_page(const Tuned& tuned, const experiment::Problem& problem) {
  const report::Details details{
      .brand = "search",
      .target = problem.target.name,
      .facts = {{"data", std::filesystem::path(problem.table.source).filename().string()},
                {"target", problem.target.name},
                {"network", network_text(tuned)},
                {"rows of the search", fmt::format("{}", tuned.split.train.size())},
                {"rows that it never saw", fmt::format("{}", tuned.split.test.size())}},
      .importance = tuned.importance,
      .history = tuned.winner->history};
  report::Page page =
      report::evaluation_page(tuned.evaluation, names_of(tuned.winner->model), details);
  report::Table trials{
      "The score is the mean over inner folds of the search's rows; the numbers above are the "
      "winner's, on rows that the search never saw.",
      trial_head(tuned), trial_rows(tuned, 100), 0};
  page.sections.insert(page.sections.begin() + 1, {"The trials", {std::move(trials)}});
  return page;
}

void run_tune(const TuneOptions& options, const std::map<std::string, std::string>& given) {
  options.recipe.recipe(
      options.data.preprocess.pipeline_options());  // what is wrong is told before the file is read
  if (!options.report.directory.empty()) report::prepare(options.report.directory);
  const data::Table table = options.data.table.read();
  const experiment::Problem problem = options.data.problem(table);
  Tuned tuned = tune(options, problem, given);
  Json json = tuned_json(tuned);
  if (!options.out.empty()) {
    save_winner(options, problem, tuned);
    json["model"] = options.out;
  }
  if (!options.report.directory.empty()) {
    report::write(options.report.directory, tune_page(tuned, problem), json);
  }
  if (options.report.json) {
    print_json(json);
    return;
  }
  fmt::print("{}", tuned_text(tuned));
  if (!options.out.empty()) fmt::print("\nmodel written to {}\n", options.out);
}

void add_search_options(CLI::App& command, TuneOptions& options) {
  auto* group = command.add_option_group("Search");
  group
      ->add_option("--trials", options.trials, "Networks tried; the first has the options as given")
      ->check(CLI::Range(1, 100'000))
      ->type_name("N")
      ->capture_default_str();
  group->add_option("--folds", options.folds, "Inner folds that a trial's score is the mean of")
      ->check(CLI::Range(2, 1000))
      ->type_name("N")
      ->capture_default_str();
  group
      ->add_option(
          "--rungs", options.rungs,
          "Rounds; after each, a third goes on with three times the epochs, up to --epochs")
      ->check(CLI::Range(1, 10))
      ->type_name("N")
      ->capture_default_str();
  group
      ->add_option("--metric", options.metric,
                   "What is searched for (default: log_loss, of a quantity r2)")
      ->type_name("NAME");
  group
      ->add_option("--study", options.study,
                   "File that keeps every score; where it is there, the search goes on from it")
      ->type_name("FILE.jsonl");
  group
      ->add_option("--test-fraction", options.test_fraction,
                   "Share of the rows that the search never sees, every class in proportion")
      ->type_name("X")
      ->capture_default_str();
  group->add_option("--out", options.out, "Model file for the winner")->type_name("MODEL.onnx");
  options.file.add_to(*group);
}

}  // namespace

void add_tune(CLI::App& app) {
  auto options = std::make_shared<TuneOptions>();
  auto* command = app.add_subcommand("tune", "Search for the best network on a CSV file");
  command->footer(
      R"(Draws networks at random (hidden layers, activation, learning rate, L2, batch size, dropout), tries
all of them with few epochs, the best third with three times as many, and so on (successive
halving). A trial's score is its mean over inner folds. An option that is given is not searched,
but kept. The winner is trained on all rows of the search and measured on rows that the search
never saw: that score is not flattered. Trials run side by side, with the same result for any
number of threads; with --study a search that was stopped, in whatever way, goes on where it was.

Examples:
  crescent tune iris.csv --target 4
  crescent tune titanic.csv --target survived --trials 100 --study titanic.jsonl --out best.onnx
  crescent tune adult.csv --target income --solver adamw --epochs 60 --metric roc_auc --report report)");
  options->data.add_to(*command);
  add_search_options(*command, *options);
  options->recipe.add_to(*command);
  options->report.add_to(*command);
  add_config(
      *command, [options, command] { run_tune(*options, given_options(*command)); },
      searched_options());
}

}  // namespace crescent::cli
