#include <algorithm>
#include <cmath>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "reports/evaluation.hpp"

namespace crescent::cli {
namespace {

using metrics::Estimate;
using metrics::Metric;

// What a table for people lists; JSON has all.
constexpr Metric kShownOfClasses[] = {Metric::accuracy,    Metric::balanced_accuracy,
                                      Metric::log_loss,    Metric::roc_auc,
                                      Metric::f1_macro,    Metric::matthews_corrcoef,
                                      Metric::brier_score, Metric::expected_calibration_error};
constexpr std::size_t kMostClasses = 30;  // a matrix of more fits no terminal

std::string scores_text(const model::Evaluation& evaluation, const Names& names) {
  std::vector<std::vector<std::string>> rows = {{fmt::format("on {} rows", evaluation.rows()),
                                                 "network", "95 % interval", names.linear,
                                                 names.constant}};
  for (const Metric metric : shown_metrics(evaluation)) {
    const Estimate& network = evaluation.network.report.at(metric);
    rows.push_back({title(metric), number_text(network.value), interval_text(network),
                    number_text(evaluation.linear.report.at(metric).value),
                    number_text(evaluation.constant.report.at(metric).value)});
  }
  return text_table(rows);
}

std::string confusion_text(const Matrix<double>& matrix, const std::vector<std::string>& classes) {
  std::vector<std::vector<std::string>> rows = {{"true \\ predicted"}};
  rows[0].insert(rows[0].end(), classes.begin(), classes.end());
  for (Index i = 0; i < matrix.rows(); ++i) {
    rows.push_back({classes[static_cast<std::size_t>(i)]});
    for (Index j = 0; j < matrix.cols(); ++j) {
      rows.back().push_back(fmt::format("{:.6g}", matrix(i, j)));
    }
  }
  return text_table(rows);
}

}  // namespace

std::string number_text(double value) {
  if (!std::isfinite(value)) return "-";
  // Four decimals, but the unit of a quantity may be large or small.
  const double size = std::abs(value);
  return size != 0 && (size < 0.0005 || size >= 10000) ? fmt::format("{:.4g}", value)
                                                       : fmt::format("{:.4f}", value);
}

std::string interval_text(const Estimate& estimate) {
  if (!std::isfinite(estimate.low)) return "-";
  return number_text(estimate.low) + " to " + number_text(estimate.high);
}

void ReportOptions::add_to(CLI::App& command) {
  command
      .add_option("--report", directory,
                  "Folder to write index.html, a page with pictures, and report.json into")
      ->type_name("DIR");
  command
      .add_option("--importance-repeats", repeats,
                  "How often each column is shuffled to see what it is worth; 0: not at all")
      ->check(CLI::Range(0, 1000))
      ->type_name("N")
      ->capture_default_str();
  command.add_flag("--json", json, "Print one JSON object instead of the table");
}

std::string text_table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t j = 0; j < row.size(); ++j) widths[j] = std::max(widths[j], row[j].size());
  }
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t j = 0; j < row.size(); ++j) {
      text += j == 0 ? fmt::format("{:<{}}", row[j], widths[j])
                     : fmt::format("  {:>{}}", row[j], widths[j]);
    }
    text += "\n";
  }
  return text;
}

std::vector<Metric> shown_metrics(const model::Evaluation& evaluation) {
  if (!evaluation.network.predictions.are_classes()) return metrics::regression_metrics();
  return {std::begin(kShownOfClasses), std::end(kShownOfClasses)};
}

std::string classes_text(const metrics::Report& report, const std::vector<std::string>& classes) {
  std::vector<std::vector<std::string>> rows = {{"class", "precision", "recall", "F1", "rows"}};
  for (std::size_t k = 0; k < classes.size(); ++k) {
    const auto& one = report.classes[k];
    rows.push_back({classes[k], number_text(one.precision.value), number_text(one.recall.value),
                    number_text(one.f1.value), fmt::format("{}", one.support)});
  }
  return text_table(rows);
}

Names names_of(const model::Model& model) {
  Names names;
  for (const auto& name : model.pipeline.classes) names.classes.push_back(one_line(name));
  if (names.classes.empty()) return {{}, "linear regression", "the mean"};
  names.linear = "logistic regression";
  names.constant = "the most frequent class";
  if (model.baselines) {
    const auto majority = static_cast<std::size_t>(model.baselines->majority());
    names.constant = fmt::format("always '{}'", names.classes[majority]);
  }
  return names;
}

std::string title(Metric metric) {
  switch (metric) {
    case Metric::roc_auc:
      return "ROC AUC";
    case Metric::brier_score:
      return "Brier score";
    case Metric::expected_calibration_error:
      return "calibration error";
    case Metric::matthews_corrcoef:
      return "Matthews correlation";
    case Metric::f1_macro:
      return "F1, mean of classes";
    case Metric::f1_weighted:
      return "F1, weighted by rows";
    case Metric::r2:
      return "R2";
    case Metric::root_mean_squared_error:
      return "RMSE";
    case Metric::mean_absolute_error:
      return "mean absolute error";
    default:
      break;
  }
  std::string words(metrics::name(metric));
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::string to_text(const model::Evaluation& evaluation, const Names& names) {
  std::string text = scores_text(evaluation, names);
  if (!names.classes.empty() && names.classes.size() <= kMostClasses) {
    text += "\n" + classes_text(evaluation.network.report, names.classes);
    text += "\n" + confusion_text(evaluation.network.report.confusion_matrix, names.classes);
  }
  text += "\n";
  for (const std::string& sentence : verdict(evaluation, names)) text += sentence + "\n";
  return text;
}

std::string to_text(const model::Importance& importance) {
  constexpr std::size_t kMost = 10;
  const std::size_t count = std::min(kMost, importance.columns.size());
  const char* effect = importance.metric == Metric::r2 ? "R2 falls" : "log loss rises";
  std::vector<std::vector<std::string>> rows = {{"when a column is shuffled", effect, "+-"}};
  for (std::size_t c = 0; c < count; ++c) {
    const auto& column = importance.columns[c];
    rows.push_back({one_line(column.column), fmt::format("{:.4f}", column.mean),
                    fmt::format("{:.4f}", column.standard_deviation)});
  }
  std::string text = text_table(rows);
  if (count < importance.columns.size()) {
    text += fmt::format("and {} less important columns\n", importance.columns.size() - count);
  }
  return text;
}

void tell_unseen(const std::vector<preprocess::UnseenLevels>& unseen) {
  for (const auto& column : unseen) {
    note(fmt::format(
        "{} row{} with a value of '{}' that the training rows did not have (the first: '{}'); "
        "such a value counts as none of the known ones",
        column.count, column.count == 1 ? "" : "s", column.column, column.first));
  }
}

}  // namespace crescent::cli
