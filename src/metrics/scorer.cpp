#include <cmath>
#include <limits>

#include <fmt/core.h>

#include <crescent/base/error.hpp>
#include <crescent/metrics/classification.hpp>
#include <crescent/metrics/report.hpp>

#include "metrics/calibration_bins.hpp"
#include "metrics/checks.hpp"
#include "metrics/class_rankings.hpp"
#include "metrics/residuals.hpp"

namespace crescent::metrics {
namespace {

constexpr std::size_t kCalibrationBins = 15;

/// Rows of classes: what each row adds to the sums, and the order of the scores.
struct Classes {
  explicit Classes(const Predictions& predictions)
      : y(predictions.y),
        predicted(argmax_rows(predictions.probabilities)),
        classes(predictions.probabilities.cols()),
        rankings(class_rankings(predictions.y, predictions.probabilities)) {
    for (std::size_t i = 0; i < y.size(); ++i) {
      const auto row = static_cast<Index>(i);
      log_loss.push_back(clipped_log_loss(predictions.probabilities(row, y[i])));
      brier.push_back(brier_of(predictions.probabilities, row, y[i]));
      confidence.push_back(predictions.probabilities(row, predicted[i]));
      bin.push_back(calibration_bin(confidence[i], kCalibrationBins));
    }
  }

  void score(Weights weights, std::span<double> out) const;

  std::vector<int> y, predicted;
  Index classes;
  std::vector<Ranking> rankings;
  std::vector<double> log_loss, brier, confidence;
  std::vector<std::size_t> bin;
};

void Classes::score(Weights weights, std::span<double> out) const {
  check_weights(weights, y.size());
  Matrix<double> confusion = Matrix<double>::Zero(classes, classes);
  CalibrationBins bins(kCalibrationBins);
  double total = 0, loss = 0, distance = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double w = weight_of(weights, i);
    total += w;
    loss += w * log_loss[i];
    distance += w * brier[i];
    confusion(y[i], predicted[i]) += w;
    bins.add(bin[i], confidence[i], y[i] == predicted[i], w);
  }
  const auto each = precision_recall_f1(confusion);
  const auto macro = macro_average(each, confusion), weighted = weighted_average(each);
  std::size_t next = 0;
  // In the order of classification_metrics().
  for (const double value :
       {confusion.trace() / total, balanced_accuracy(confusion), loss / total,
        mean_over_classes(rankings, weights, &Ranking::roc_auc),
        mean_over_classes(rankings, weights, &Ranking::average_precision), distance / total,
        bins.error(), matthews_corrcoef(confusion), macro.precision, macro.recall, macro.f1,
        weighted.precision, weighted.recall, weighted.f1}) {
    out[next++] = value;
  }
  for (const PrecisionRecallF1& one : each) {
    for (const double value : {one.precision, one.recall, one.f1}) out[next++] = value;
  }
}

}  // namespace

struct Scorer::Prepared {
  explicit Prepared(const Predictions& predictions) {
    if (predictions.are_classes()) {
      check_predictions(predictions.y, predictions.probabilities);
      classes.emplace_back(predictions);
    } else {
      residuals.emplace_back(predictions.values, predictions.predicted);
    }
  }
  // One of the two is there.
  std::vector<Classes> classes;
  std::vector<Residuals> residuals;
  std::size_t rows = 0;
};

Scorer::Scorer(const Predictions& predictions) {
  auto prepared = std::make_unique<Prepared>(predictions);
  prepared->rows = predictions.rows();
  prepared_ = std::move(prepared);
}
Scorer::~Scorer() = default;
Scorer::Scorer(Scorer&&) noexcept = default;
Scorer& Scorer::operator=(Scorer&&) noexcept = default;

std::size_t Scorer::rows() const { return prepared_->rows; }

std::size_t Scorer::size() const {
  if (prepared_->classes.empty()) return regression_metrics().size();
  return classification_metrics().size() +
         3 * static_cast<std::size_t>(prepared_->classes[0].classes);
}

void Scorer::score(Weights weights, std::span<double> out) const {
  if (!prepared_->classes.empty()) {
    prepared_->classes[0].score(weights, out);
    return;
  }
  const Residuals::Scores scores = prepared_->residuals[0].scores(weights);
  // In the order of regression_metrics().
  out[0] = scores.r2;
  out[1] = scores.root_mean_squared_error;
  out[2] = scores.mean_absolute_error;
  out[3] = scores.median_absolute_error;
}

}  // namespace crescent::metrics
