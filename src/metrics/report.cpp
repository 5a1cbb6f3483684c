#include <algorithm>

#include <fmt/core.h>

#include <crescent/base/error.hpp>
#include <crescent/metrics/classification.hpp>
#include <crescent/metrics/report.hpp>

#include "metrics/checks.hpp"

namespace crescent::metrics {
namespace {

const std::vector<Metric>& metrics_of(const Predictions& predictions) {
  return predictions.are_classes() ? classification_metrics() : regression_metrics();
}

/// Place of a metric in classification_metrics().
std::size_t place(Metric metric) { return static_cast<std::size_t>(metric); }

/// Percentile intervals but for two; see report().
void correct_intervals(std::vector<Estimate>& estimates, std::size_t rows, bool weighted,
                       double confidence) {
  Estimate& calibration = estimates[place(Metric::expected_calibration_error)];
  calibration = {calibration.value, std::max(0.0, 2 * calibration.value - calibration.high),
                 std::max(0.0, 2 * calibration.value - calibration.low)};
  if (weighted) return;
  Estimate& accuracy = estimates[place(Metric::accuracy)];
  const auto n = static_cast<double>(rows);
  const Interval wilson = wilson_interval(std::min(accuracy.value * n, n), n, confidence);
  accuracy = {accuracy.value, wilson.low, wilson.high};
}

[[noreturn]] void refuse_report(Metric metric) {
  throw Error(ErrorCode::invalid_argument,
              fmt::format("{} is no metric of these predictions", name(metric)));
}

void add_classes(Report& report, const Predictions& predictions, Weights weights,
                 const std::vector<Estimate>& estimates) {
  const auto classes = static_cast<int>(predictions.probabilities.cols());
  report.confusion_matrix = weighted_confusion_matrix(
      predictions.y, argmax_rows(predictions.probabilities), classes, weights);
  std::size_t next = report.metrics.size();
  for (Index k = 0; k < classes; ++k, next += 3) {
    report.classes.push_back({estimates[next], estimates[next + 1], estimates[next + 2],
                              report.confusion_matrix.row(k).sum()});
  }
}

}  // namespace

const Estimate& Report::at(Metric metric) const {
  for (const MetricEstimate& one : metrics)
    if (one.metric == metric) return one.estimate;
  refuse_report(metric);
}

double score(const Predictions& predictions, Metric metric, Weights weights) {
  const auto& metrics = metrics_of(predictions);
  const auto found = std::find(metrics.begin(), metrics.end(), metric);
  if (found == metrics.end()) refuse_report(metric);
  const Scorer scorer(predictions);
  std::vector<double> scores(scorer.size());
  scorer.score(weights, scores);
  return scores[static_cast<std::size_t>(found - metrics.begin())];
}

int replicates_for(std::size_t rows) {
  constexpr std::size_t kDraws = 20'000'000;
  return static_cast<int>(
      std::clamp<std::size_t>(kDraws / std::max<std::size_t>(rows, 1), 200, 1000));
}

Report report(const Predictions& predictions, Weights weights, const BootstrapOptions& options) {
  const Scorer scorer(predictions);
  std::vector<double> values(scorer.size());
  scorer.score(weights, values);
  BootstrapOptions draw = options;
  if (predictions.are_classes() && draw.strata.empty()) draw.strata = predictions.y;
  const auto intervals = percentile_intervals(
      bootstrap(
          scorer.rows(), scorer.size(),
          [&](Weights drawn, std::span<double> out) { scorer.score(drawn, out); }, weights, draw),
      options.confidence);

  std::vector<Estimate> estimates;
  for (std::size_t i = 0; i < values.size(); ++i) {
    estimates.push_back({values[i], intervals[i].low, intervals[i].high});
  }
  if (predictions.are_classes()) {
    correct_intervals(estimates, scorer.rows(), !weights.empty(), options.confidence);
  }
  Report result{.rows = scorer.rows()};
  const auto& metrics = metrics_of(predictions);
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    result.metrics.push_back({metrics[i], estimates[i]});
  }
  if (predictions.are_classes()) add_classes(result, predictions, weights, estimates);
  return result;
}

}  // namespace crescent::metrics
