#include <crescent/base/error.hpp>
#include <crescent/metrics/classification.hpp>
#include <crescent/metrics/comparison.hpp>

#include "metrics/checks.hpp"
#include "metrics/residuals.hpp"

namespace crescent::metrics {
namespace {

double weighted_mean(const std::vector<double>& values, Weights weights) {
  double sum = 0, total = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sum += weight_of(weights, i) * values[i];
    total += weight_of(weights, i);
  }
  return sum / total;
}

/// The replicates of each number in a column of its own.
Comparison comparison_of(Metric metric, double value, const Matrix<double>& replicates,
                         Index column, double confidence) {
  return {metric, bootstrap_difference(value, replicates.col(column), confidence)};
}

std::vector<Comparison> compare_classes(const Predictions& first, const Predictions& second,
                                        Weights weights, const BootstrapOptions& options) {
  check_predictions(first.y, first.probabilities);
  check_predictions(second.y, second.probabilities);
  const auto one = argmax_rows(first.probabilities), other = argmax_rows(second.probabilities);
  std::vector<double> right, loss;  // differences row by row: their means are those of the scores
  for (std::size_t i = 0; i < first.y.size(); ++i) {
    const int y = first.y[i];
    const auto row = static_cast<Index>(i);
    right.push_back((one[i] == y ? 1.0 : 0.0) - (other[i] == y ? 1.0 : 0.0));
    loss.push_back(clipped_log_loss(first.probabilities(row, y)) -
                   clipped_log_loss(second.probabilities(row, y)));
  }
  BootstrapOptions draw = options;
  if (draw.strata.empty()) draw.strata = first.y;
  const auto numbers = [&](Weights drawn, std::span<double> out) {
    out[0] = weighted_mean(right, drawn);
    out[1] = weighted_mean(loss, drawn);
  };
  const Matrix<double> replicates = bootstrap(right.size(), 2, numbers, weights, draw);
  auto accuracy = comparison_of(Metric::accuracy, weighted_mean(right, weights), replicates, 0,
                                options.confidence);
  if (weights.empty()) accuracy.difference.p_value = mcnemar(first.y, one, other).p_value;
  return {accuracy, comparison_of(Metric::log_loss, weighted_mean(loss, weights), replicates, 1,
                                  options.confidence)};
}

std::vector<Comparison> compare_values(const Predictions& first, const Predictions& second,
                                       Weights weights, const BootstrapOptions& options) {
  const Residuals one(first.values, first.predicted), other(second.values, second.predicted);
  const auto numbers = [&](Weights drawn, std::span<double> out) {
    const auto a = one.scores(drawn), b = other.scores(drawn);
    out[0] = a.r2 - b.r2;
    out[1] = a.mean_absolute_error - b.mean_absolute_error;
  };
  const Matrix<double> replicates = bootstrap(first.rows(), 2, numbers, weights, options);
  std::vector<double> values(2);
  numbers(weights, values);
  return {comparison_of(Metric::r2, values[0], replicates, 0, options.confidence),
          comparison_of(Metric::mean_absolute_error, values[1], replicates, 1, options.confidence)};
}

}  // namespace

bool Comparison::first_is_better() const {
  return greater_is_better(metric) ? difference.value > 0 : difference.value < 0;
}

std::vector<Comparison> compare(const Predictions& first, const Predictions& second,
                                Weights weights, const BootstrapOptions& options) {
  if (first.y != second.y || first.values != second.values) {
    throw Error(ErrorCode::invalid_argument,
                "the predictions are of different rows; compare models on the same rows");
  }
  return first.are_classes() ? compare_classes(first, second, weights, options)
                             : compare_values(first, second, weights, options);
}

}  // namespace crescent::metrics
