#pragma once

#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/metrics/weights.hpp>

/// Numbers, names and rules for 0/0 are scikit-learn's, except where a comment says otherwise.
namespace crescent::metrics {

// All functions throw Error(invalid_argument) for shapes that do not fit, no rows at all, or a
// class out of range.

/// Share of rows whose predicted class is the true one; (N) each, N >= 1.
double accuracy(const std::vector<int>& y_true, const std::vector<int>& y_predicted,
                Weights weights = {});

/// Mean of -log p(true class), natural logarithm; probabilities (N, K), each in [0, 1]. As in
/// scikit-learn, p is clipped to [eps, 1 - eps], eps = 2.2e-16, so that a probability of 0 costs
/// 36.04 and not infinity; rows that do not sum to 1 are taken as they are. Throws
/// Error(invalid_argument) for a probability outside [0, 1], Error(numeric) for NaN.
double log_loss(const std::vector<int>& y_true, const Matrix<double>& probabilities,
                Weights weights = {});

/// Mean squared distance between a row's probabilities and its true class written as 0s and a 1
/// (Brier 1950). Two classes: of class 1 alone, 0 to 1; more: summed over the classes, 0 to 2.
/// Throws as log_loss.
double brier_score(const std::vector<int>& y_true, const Matrix<double>& probabilities,
                   Weights weights = {});

/// (K, K): how often class `row` was predicted as class `column`.
Eigen::MatrixXi confusion_matrix(const std::vector<int>& y_true,
                                 const std::vector<int>& y_predicted, int classes);

/// The same with each row's weight in place of 1.
Matrix<double> weighted_confusion_matrix(const std::vector<int>& y_true,
                                         const std::vector<int>& y_predicted, int classes,
                                         Weights weights);

// What follows is computed from a confusion matrix (K, K) of counts or weights.

/// Mean recall of the classes that occur among the true ones.
double balanced_accuracy(const Matrix<double>& confusion);

/// Matthews correlation coefficient, -1 to 1 (Gorodkin 2004 for more than two classes); 0 where one
/// class is all there is.
double matthews_corrcoef(const Matrix<double>& confusion);

/// Of one class, or averaged over classes.
struct PrecisionRecallF1 {
  double precision = 0;  ///< share of the rows predicted as the class that are of it; 0/0 is 0
  double recall = 0;     ///< share of the class's rows that are predicted as it; 0/0 is 0
  double f1 = 0;         ///< 2 TP / (2 TP + FP + FN); 0/0 is 0
  double support = 0;    ///< rows (or weight) of the class
};

/// (K), one a class.
std::vector<PrecisionRecallF1> precision_recall_f1(const Matrix<double>& confusion);
/// Plain mean over the classes that occur, be it as true or as predicted ones.
PrecisionRecallF1 macro_average(const std::vector<PrecisionRecallF1>& classes,
                                const Matrix<double>& confusion);
/// Mean weighted by support.
PrecisionRecallF1 weighted_average(const std::vector<PrecisionRecallF1>& classes);

/// The column of each row's largest entry; the first where several are equal. scores (N, K), N may
/// be 0. Throws Error(numeric) for NaN.
std::vector<int> argmax_rows(const Matrix<double>& scores);

}  // namespace crescent::metrics
