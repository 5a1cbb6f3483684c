#include "reports/cross_validation.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

namespace crescent::cli {
namespace {

using experiment::CrossValidation;
using experiment::FoldScores;

Json values_json(const CrossValidation& result, const std::vector<double>& values) {
  Json json;
  for (std::size_t j = 0; j < result.metrics.size(); ++j) {
    json[std::string(metrics::name(result.metrics[j]))] = values[j];
  }
  return json;
}

Json fold_json(const CrossValidation& result, std::size_t i, int folds) {
  Json json = {{"repeat", i / static_cast<std::size_t>(folds)},
               {"fold", i % static_cast<std::size_t>(folds)},
               {"train_rows", result.folds[i].train.size()},
               {"test_rows", result.folds[i].test.size()}};
  for (const auto* scores : {&result.network, &result.linear, &result.constant}) {
    const auto row = scores->values.row(static_cast<Index>(i));
    json[scores->name] = values_json(result, {row.begin(), row.end()});
  }
  return json;
}

}  // namespace

Names names_of(const experiment::Problem& problem) {
  Names names;
  for (const auto& name : problem.target.classes) names.classes.push_back(one_line(name));
  const bool values = names.classes.empty();
  names.linear = values ? "linear regression" : "logistic regression";
  names.constant = values ? "the mean" : "the most frequent class";
  return names;
}

std::string mean_text(const FoldScores& scores, std::size_t metric) {
  return number_text(scores.mean[metric]) + " +- " + number_text(scores.standard_deviation[metric]);
}

Json to_json(const CrossValidation& result, const Names& names, const CrossValidationFacts& facts) {
  Json json;
  json["data"] = std::filesystem::path(facts.data).filename().string();
  json["target"] = facts.target;
  json["n_splits"] = facts.folds;
  json["repeats"] = facts.repeats;
  json["seed"] = facts.seed;
  for (const auto* scores : {&result.network, &result.linear, &result.constant}) {
    json["mean"][scores->name] = values_json(result, scores->mean);
    json["standard_deviation"][scores->name] = values_json(result, scores->standard_deviation);
  }
  json["folds"] = Json::array();
  for (std::size_t i = 0; i < result.folds.size(); ++i) {
    json["folds"].push_back(fold_json(result, i, facts.folds));
  }
  json["pooled"] = to_json(result.pooled, names);
  json["comparisons"] = json["pooled"]["comparisons"];
  json["verdict"] = json["pooled"]["verdict"];
  json["pooled"].erase("comparisons");
  json["pooled"].erase("verdict");
  return json;
}

std::string to_text(const CrossValidation& result, const Names& names,
                    const CrossValidationFacts& facts) {
  std::vector<std::vector<std::string>> rows = {
      {fmt::format("mean of {} folds", result.folds.size()), "network", names.linear,
       names.constant}};
  for (const metrics::Metric metric : shown_metrics(result.pooled)) {
    const auto j = static_cast<std::size_t>(
        std::find(result.metrics.begin(), result.metrics.end(), metric) - result.metrics.begin());
    rows.push_back({title(metric), mean_text(result.network, j), mean_text(result.linear, j),
                    mean_text(result.constant, j)});
  }
  std::string text = text_table(rows);
  text += fmt::format("(mean +- standard deviation over {} folds{} of {} rows)\n\n", facts.folds,
                      facts.repeats > 1 ? fmt::format(", {} times,", facts.repeats) : "",
                      result.rows.size());
  for (const std::string& sentence : verdict(result.pooled, names)) text += sentence + "\n";
  if (!names.classes.empty()) {
    text += "\nall folds together:\n" + classes_text(result.pooled.network.report, names.classes);
  }
  return text;
}

}  // namespace crescent::cli
