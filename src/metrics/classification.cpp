#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include <crescent/base/error.hpp>
#include <crescent/metrics/classification.hpp>

#include "metrics/checks.hpp"

namespace crescent::metrics {
namespace {

/// The weighted mean of `value(row)`.
template <class Value>
double mean(std::size_t rows, Weights weights, const Value& value) {
  double sum = 0, total = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    const double w = weight_of(weights, i);
    sum += w * value(i);
    total += w;
  }
  return sum / total;
}

template <class Counts, class Count>
void count(Counts& counts, const std::vector<int>& y_true, const std::vector<int>& y_predicted,
           int classes, const Count& of_row) {
  check_rows("y_predicted", y_true.size(), y_predicted.size());
  if (classes < 1) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("classes is {}; it must be 1 or more", classes));
  }
  counts.setZero(classes, classes);
  for (std::size_t i = 0; i < y_true.size(); ++i) {
    check_class("y_true", i, y_true[i], classes);
    check_class("y_predicted", i, y_predicted[i], classes);
    counts(y_true[i], y_predicted[i]) += of_row(i);
  }
}

}  // namespace

double accuracy(const std::vector<int>& y_true, const std::vector<int>& y_predicted,
                Weights weights) {
  check_rows("y_predicted", y_true.size(), y_predicted.size());
  check_weights(weights, y_true.size());
  return mean(y_true.size(), weights,
              [&](std::size_t i) { return y_true[i] == y_predicted[i] ? 1.0 : 0.0; });
}

double log_loss(const std::vector<int>& y_true, const Matrix<double>& probabilities,
                Weights weights) {
  check_predictions(y_true, probabilities);
  check_weights(weights, y_true.size());
  return mean(y_true.size(), weights, [&](std::size_t i) {
    return clipped_log_loss(probabilities(static_cast<Index>(i), y_true[i]));
  });
}

double brier_score(const std::vector<int>& y_true, const Matrix<double>& probabilities,
                   Weights weights) {
  check_predictions(y_true, probabilities);
  check_weights(weights, y_true.size());
  return mean(y_true.size(), weights, [&](std::size_t i) {
    return brier_of(probabilities, static_cast<Index>(i), y_true[i]);
  });
}

Eigen::MatrixXi confusion_matrix(const std::vector<int>& y_true,
                                 const std::vector<int>& y_predicted, int classes) {
  Eigen::MatrixXi counts;
  count(counts, y_true, y_predicted, classes, [](std::size_t) { return 1; });
  return counts;
}

Matrix<double> weighted_confusion_matrix(const std::vector<int>& y_true,
                                         const std::vector<int>& y_predicted, int classes,
                                         Weights weights) {
  check_weights(weights, y_true.size());
  Matrix<double> counts;
  count(counts, y_true, y_predicted, classes, [&](std::size_t i) { return weight_of(weights, i); });
  return counts;
}

double balanced_accuracy(const Matrix<double>& confusion) {
  double sum = 0;
  Index present = 0;
  for (Index k = 0; k < confusion.rows(); ++k) {
    const double support = confusion.row(k).sum();
    if (support == 0) continue;
    sum += confusion(k, k) / support;
    ++present;
  }
  return ratio(sum, static_cast<double>(present));
}

double matthews_corrcoef(const Matrix<double>& confusion) {
  const RowVector<double> predicted = confusion.colwise().sum();
  const RowVector<double> truth = confusion.rowwise().sum().transpose();
  const double rows = confusion.sum();
  const double covariance = confusion.trace() * rows - truth.dot(predicted);
  const double variances =
      (rows * rows - predicted.squaredNorm()) * (rows * rows - truth.squaredNorm());
  return variances <= 0 ? 0.0 : covariance / std::sqrt(variances);
}

std::vector<PrecisionRecallF1> precision_recall_f1(const Matrix<double>& confusion) {
  std::vector<PrecisionRecallF1> classes;
  for (Index k = 0; k < confusion.rows(); ++k) {
    const double right = confusion(k, k);
    const double support = confusion.row(k).sum(), predicted = confusion.col(k).sum();
    classes.push_back({.precision = ratio(right, predicted),
                       .recall = ratio(right, support),
                       .f1 = ratio(2 * right, support + predicted),
                       .support = support});
  }
  return classes;
}

PrecisionRecallF1 macro_average(const std::vector<PrecisionRecallF1>& classes,
                                const Matrix<double>& confusion) {
  PrecisionRecallF1 sum;
  double present = 0;
  for (std::size_t k = 0; k < classes.size(); ++k) {
    sum.support += classes[k].support;
    if (classes[k].support == 0 && confusion.col(static_cast<Index>(k)).sum() == 0) continue;
    sum.precision += classes[k].precision;
    sum.recall += classes[k].recall;
    sum.f1 += classes[k].f1;
    ++present;
  }
  return {ratio(sum.precision, present), ratio(sum.recall, present), ratio(sum.f1, present),
          sum.support};
}

PrecisionRecallF1 weighted_average(const std::vector<PrecisionRecallF1>& classes) {
  PrecisionRecallF1 sum;
  for (const PrecisionRecallF1& one : classes) {
    sum.precision += one.support * one.precision;
    sum.recall += one.support * one.recall;
    sum.f1 += one.support * one.f1;
    sum.support += one.support;
  }
  return {ratio(sum.precision, sum.support), ratio(sum.recall, sum.support),
          ratio(sum.f1, sum.support), sum.support};
}

std::vector<int> argmax_rows(const Matrix<double>& scores) {
  if (scores.cols() == 0) {
    throw Error(ErrorCode::invalid_argument, "scores need at least one column, one for each class");
  }
  std::vector<int> best(static_cast<std::size_t>(scores.rows()));
  for (Index i = 0; i < scores.rows(); ++i) {
    const double* row = scores.data() + i * scores.cols();
    const double* end = row + scores.cols();
    if (const auto* nan = std::find_if(row, end, [](double s) { return std::isnan(s); });
        nan != end) {
      throw Error(ErrorCode::numeric, fmt::format("the score in row {}, column {} (both from 0) is "
                                                  "not a number: no class is the largest",
                                                  i, nan - row));
    }
    best[static_cast<std::size_t>(i)] = static_cast<int>(std::max_element(row, end) - row);
  }
  return best;
}

}  // namespace crescent::metrics
