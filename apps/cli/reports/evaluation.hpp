#pragma once

#include <string>
#include <vector>

#include <crescent/metrics/metric.hpp>
#include <crescent/model/evaluation.hpp>
#include <crescent/model/importance.hpp>
#include <crescent/model/model.hpp>

#include "console/console.hpp"

namespace CLI {
class App;
}

namespace crescent::cli {

/// What to say of an evaluation, and where.
struct ReportOptions {
  bool json = false;
  std::string directory;  ///< empty: no page
  int repeats = 5;        ///< of permutation importance; 0: none

  /// Adds --report, --importance-repeats and --json.
  void add_to(CLI::App& command);
};

/// What the contenders of an evaluation are called.
struct Names {
  std::vector<std::string> classes;  ///< empty for values
  std::string linear;                ///< "logistic regression"
  std::string constant;              ///< "always 'no'", "the mean"
};

Names names_of(const model::Model& model);

/// Four digits that suit the size; "-" where it is not finite.
std::string number_text(double value);
/// "0.93 to 0.99"
std::string interval_text(const metrics::Estimate& estimate);

/// Rows of cells in columns, the first flush left, the others flush right.
std::string text_table(const std::vector<std::vector<std::string>>& rows);
/// Precision, recall, F1 and rows of each class.
std::string classes_text(const metrics::Report& report, const std::vector<std::string>& classes);
/// What a table for people lists; JSON has all.
std::vector<metrics::Metric> shown_metrics(const model::Evaluation& evaluation);

/// "ROC AUC" for roc_auc.
std::string title(metrics::Metric metric);

/// Every metric with its interval, those of the baselines, the comparisons and the verdict: the
/// object that `train --json` and `evaluate --json` share.
Json to_json(const model::Evaluation& evaluation, const model::Model& model);
Json to_json(const model::Evaluation& evaluation, const Names& names);
Json to_json(const model::Importance& importance);

/// The same for people: a table, the classes, the confusion matrix, the verdict.
std::string to_text(const model::Evaluation& evaluation, const Names& names);
/// The columns that matter most.
std::string to_text(const model::Importance& importance);

Json to_json(const std::vector<model::ColumnDrift>& drifts);
/// Which columns moved since training, named in words.
std::string to_text(const std::vector<model::ColumnDrift>& drifts);

/// Does the network beat its baselines, and is the difference real? One sentence each.
std::vector<std::string> verdict(const model::Evaluation& evaluation, const Names& names);

/// Tells the user which columns had levels that the training rows had not.
void tell_unseen(const std::vector<preprocess::UnseenLevels>& unseen);

}  // namespace crescent::cli
