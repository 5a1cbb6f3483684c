#include "reports/sweep.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>

namespace crescent::cli {
namespace {

using metrics::Metric;

std::vector<Metric> told(const Sweep& sweep) {
  std::vector<Metric> metrics =
      sweep.problem.target.task == preprocess::Task::classification
          ? std::vector{Metric::accuracy, Metric::log_loss, Metric::roc_auc}
          : std::vector{Metric::r2, Metric::root_mean_squared_error, Metric::mean_absolute_error};
  if (std::find(metrics.begin(), metrics.end(), sweep.metric) == metrics.end()) {
    metrics.push_back(sweep.metric);
  }
  return metrics;
}

Json attempt_json(const Sweep& sweep, std::size_t i) {
  const experiment::Attempt& attempt = sweep.attempts[i];
  Json json;
  for (const auto& [name, value] : sweep.settings[i]) json["options"][name] = value;
  if (!attempt.fitted) {
    json["error"] = attempt.error;
    return json;
  }
  const auto& network = attempt.fitted->model.network;
  json["network"] = reference::describe(network.architecture());
  json["parameters"] = network.parameters().size();
  json["train_loss"] = attempt.train_loss;
  const auto& metrics = experiment::metrics_of(sweep.problem);
  for (std::size_t j = 0; j < metrics.size(); ++j) {
    json[std::string(metrics::name(metrics[j]))] = attempt.scores[j];
  }
  json["history"] = {{"epochs", attempt.fitted->history.epochs},
                     {"losses", attempt.fitted->history.losses}};
  return json;
}

}  // namespace

double Sweep::score(std::size_t attempt, Metric of) const {
  const auto& metrics = experiment::metrics_of(problem);
  const auto place = std::find(metrics.begin(), metrics.end(), of) - metrics.begin();
  return attempts[attempt].scores[static_cast<std::size_t>(place)];
}

std::size_t Sweep::best() const {
  std::vector<double> scores;
  for (std::size_t i = 0; i < attempts.size(); ++i) scores.push_back(score(i, metric));
  return experiment::best_of(scores, metric);
}

std::vector<std::string> Sweep::head() const {
  std::vector<std::string> cells;
  for (const auto& [name, value] : settings.front()) cells.push_back(name);
  cells.emplace_back("parameters");
  cells.emplace_back("training loss");
  for (const Metric one : told(*this)) cells.push_back(title(one));
  return cells;
}

std::vector<std::string> Sweep::row(std::size_t attempt) const {
  std::vector<std::string> cells;
  for (const auto& [name, value] : settings[attempt]) cells.push_back(value);
  const auto& fitted = attempts[attempt].fitted;
  cells.push_back(fitted ? fmt::format("{}", fitted->model.network.parameters().size()) : "failed");
  cells.push_back(number_text(attempts[attempt].train_loss));
  for (const Metric one : told(*this)) cells.push_back(number_text(score(attempt, one)));
  return cells;
}

Json to_json(const Sweep& sweep) {
  Json json;
  json["data"] = std::filesystem::path(sweep.problem.table.source).filename().string();
  json["target"] = sweep.problem.target.name;
  json["train_rows"] = sweep.split.train.size();
  json["test_rows"] = sweep.split.test.size();
  json["metric"] = metrics::name(sweep.metric);
  json["trainings"] = Json::array();
  for (std::size_t i = 0; i < sweep.attempts.size(); ++i) {
    json["trainings"].push_back(attempt_json(sweep, i));
  }
  json["best"] = sweep.best();
  return json;
}

std::string to_text(const Sweep& sweep) {
  std::vector<std::vector<std::string>> rows = {sweep.head()};
  for (std::size_t i = 0; i < sweep.attempts.size(); ++i) rows.push_back(sweep.row(i));
  std::string text = text_table(rows);
  for (std::size_t i = 0; i < sweep.attempts.size(); ++i) {
    if (sweep.attempts[i].fitted) continue;
    text += fmt::format("{}: {}\n", to_words(sweep.settings[i]), sweep.attempts[i].error);
  }
  const std::size_t best = sweep.best();
  text += fmt::format(
      "\nbest by {} on {} held-out rows: {}\n(chosen on these rows, so it flatters: 'crescent cv' "
      "judges it fairly)\n",
      title(sweep.metric), sweep.split.test.size(), to_words(sweep.settings[best]));
  return text;
}

}  // namespace crescent::cli
