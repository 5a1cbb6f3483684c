#pragma once

#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/metrics/weights.hpp>

/// How well a score ranks rows of one class ("positive") above all others, whatever the threshold.
namespace crescent::metrics {

/// Rows sorted once by falling score, so that many weightings of the same rows cost a pass each.
/// Equal scores are one threshold: their rows are taken together, as scikit-learn takes them.
class Ranking {
 public:
  /// positive, score (N). Throws Error(invalid_argument) for sizes that differ or no row,
  /// Error(numeric) for a score that is NaN.
  Ranking(std::vector<bool> positive, const std::vector<double>& score);

  /// Area under the ROC curve: the chance that a positive row has a higher score than another, ties
  /// counting half. NaN where all rows (of weight above 0) are positive, or none is.
  double roc_auc(Weights weights = {}) const;
  /// Sum over the thresholds of precision times the growth of recall, without interpolation. NaN
  /// where no row is positive (scikit-learn: 0, with a warning).
  double average_precision(Weights weights = {}) const;

  struct Curve {
    std::vector<double> false_positive_rate;  ///< from 0 to 1
    std::vector<double> true_positive_rate;   ///< from 0 to 1
  };
  /// The corners of the ROC curve, (0, 0) first; points between two others on a straight line are
  /// left out. Empty where roc_auc is NaN.
  Curve roc_curve(Weights weights = {}) const;

 private:
  template <class Step>
  void walk(Weights weights, const Step& step) const;

  std::vector<std::size_t> order_;  ///< rows by falling score
  std::vector<bool> positive_;      ///< in that order
  std::vector<bool> last_of_tie_;   ///< in that order
};

/// Of class 1 of two, by its probability; of more, the plain mean over the classes that occur, each
/// against the rest. probabilities (N, K). NaN where fewer than two classes occur.
/// Throws as metrics::log_loss.
double roc_auc(const std::vector<int>& y_true, const Matrix<double>& probabilities,
               Weights weights = {});
double average_precision(const std::vector<int>& y_true, const Matrix<double>& probabilities,
                         Weights weights = {});

/// What each threshold makes of two classes: class 1 is predicted where its probability is at least
/// the threshold. 0/0 is 0.
struct ThresholdCurve {
  std::vector<double> threshold;  ///< 0, 1/steps, …, 1
  std::vector<double> precision, recall, f1, accuracy;
  std::size_t best_f1 = 0;  ///< place of the largest f1, the first of equals
};

/// probability (N) of class 1; steps >= 1. Throws as metrics::log_loss.
ThresholdCurve threshold_curve(const std::vector<int>& y_true,
                               const std::vector<double>& probability, Weights weights = {},
                               int steps = 100);

}  // namespace crescent::metrics
