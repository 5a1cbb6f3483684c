#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/core.h>

#include <crescent/base/error.hpp>
#include <crescent/metrics/ranking.hpp>

#include "metrics/checks.hpp"
#include "metrics/class_rankings.hpp"

namespace crescent::metrics {

namespace {
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
}

Ranking::Ranking(std::vector<bool> positive, const std::vector<double>& score) {
  check_rows("score", positive.size(), score.size());
  for (std::size_t i = 0; i < score.size(); ++i) {
    if (std::isnan(score[i])) {
      throw Error(ErrorCode::numeric,
                  fmt::format("the score of row {} (from 0) is not a number", i));
    }
  }
  order_.resize(score.size());
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  std::stable_sort(order_.begin(), order_.end(),
                   [&](std::size_t a, std::size_t b) { return score[a] > score[b]; });
  for (std::size_t i = 0; i < order_.size(); ++i) {
    positive_.push_back(positive[order_[i]]);
    last_of_tie_.push_back(i + 1 == order_.size() || score[order_[i]] != score[order_[i + 1]]);
  }
}

/// Calls step(positives, others) with the weights of all rows at or above each threshold.
template <class Step>
void Ranking::walk(Weights weights, const Step& step) const {
  check_weights(weights, order_.size());
  double positives = 0, others = 0;
  for (std::size_t i = 0; i < order_.size(); ++i) {
    (positive_[i] ? positives : others) += weight_of(weights, order_[i]);
    if (last_of_tie_[i]) step(positives, others);
  }
}

double Ranking::roc_auc(Weights weights) const {
  double area = 0, positives = 0, others = 0;
  walk(weights, [&](double p, double o) {
    area += (o - others) * (p + positives) / 2;  // a trapezium
    positives = p;
    others = o;
  });
  return positives == 0 || others == 0 ? kNaN : area / (positives * others);
}

double Ranking::average_precision(Weights weights) const {
  double sum = 0, positives = 0;
  walk(weights, [&](double p, double o) {
    if (p > positives) sum += (p - positives) * p / (p + o);
    positives = p;
  });
  return positives == 0 ? kNaN : sum / positives;
}

Ranking::Curve Ranking::roc_curve(Weights weights) const {
  Curve curve{{0.0}, {0.0}};
  auto& x = curve.false_positive_rate;
  auto& y = curve.true_positive_rate;
  walk(weights, [&](double p, double o) {
    const std::size_t n = x.size();
    // On the line through the last two points: the last one says nothing.
    if (n >= 2 &&
        (x[n - 1] - x[n - 2]) * (p - y[n - 2]) == (y[n - 1] - y[n - 2]) * (o - x[n - 2])) {
      x.pop_back();
      y.pop_back();
    }
    x.push_back(o);
    y.push_back(p);
  });
  const double others = x.back(), positives = y.back();
  if (positives == 0 || others == 0) return {};
  for (double& value : x) value /= others;
  for (double& value : y) value /= positives;
  return curve;
}

std::vector<Ranking> class_rankings(const std::vector<int>& y_true,
                                    const Matrix<double>& probabilities) {
  std::vector<Ranking> rankings;
  for (Index k = probabilities.cols() == 2 ? 1 : 0; k < probabilities.cols(); ++k) {
    std::vector<bool> positive;
    std::vector<double> score;
    for (std::size_t i = 0; i < y_true.size(); ++i) {
      positive.push_back(y_true[i] == static_cast<int>(k));
      score.push_back(probabilities(static_cast<Index>(i), k));
    }
    rankings.emplace_back(std::move(positive), score);
  }
  return rankings;
}

double mean_over_classes(const std::vector<Ranking>& rankings, Weights weights,
                         double (Ranking::*score)(Weights) const) {
  double sum = 0;
  Index defined = 0;
  for (const Ranking& ranking : rankings) {
    const double value = (ranking.*score)(weights);
    if (std::isnan(value)) continue;
    sum += value;
    ++defined;
  }
  return defined == 0 ? kNaN : sum / static_cast<double>(defined);
}

double roc_auc(const std::vector<int>& y_true, const Matrix<double>& probabilities,
               Weights weights) {
  check_predictions(y_true, probabilities);
  return mean_over_classes(class_rankings(y_true, probabilities), weights, &Ranking::roc_auc);
}

double average_precision(const std::vector<int>& y_true, const Matrix<double>& probabilities,
                         Weights weights) {
  check_predictions(y_true, probabilities);
  return mean_over_classes(class_rankings(y_true, probabilities), weights,
                           &Ranking::average_precision);
}

ThresholdCurve threshold_curve(const std::vector<int>& y_true,
                               const std::vector<double>& probability, Weights weights, int steps) {
  check_rows("probability", y_true.size(), probability.size());
  check_weights(weights, y_true.size());
  if (steps < 1) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("steps is {}; it must be 1 or more", steps));
  }
  // Weight of the rows whose probability reaches threshold t but not t + 1, by true class.
  const auto count = static_cast<std::size_t>(steps) + 1;
  Matrix<double> reached = Matrix<double>::Zero(2, static_cast<Index>(count));
  ThresholdCurve curve;
  for (std::size_t t = 0; t < count; ++t) {
    curve.threshold.push_back(static_cast<double>(t) / steps);
  }
  for (std::size_t i = 0; i < y_true.size(); ++i) {
    check_class("y_true", i, y_true[i], 2);
    check_probability(probability[i], static_cast<Index>(i), 0);
    const auto above =
        std::upper_bound(curve.threshold.begin(), curve.threshold.end(), probability[i]);
    reached(y_true[i], above - curve.threshold.begin() - 1) += weight_of(weights, i);
  }
  const double positives = reached.row(1).sum(), others = reached.row(0).sum();
  double right = 0, wrong = 0;  // rows predicted as class 1
  for (std::size_t t = count; t-- > 0;) {
    right += reached(1, static_cast<Index>(t));
    wrong += reached(0, static_cast<Index>(t));
    curve.precision.push_back(ratio(right, right + wrong));
    curve.recall.push_back(ratio(right, positives));
    curve.f1.push_back(ratio(2 * right, positives + right + wrong));
    curve.accuracy.push_back((right + others - wrong) / (positives + others));
  }
  for (auto* values : {&curve.precision, &curve.recall, &curve.f1, &curve.accuracy}) {
    std::reverse(values->begin(), values->end());
  }
  curve.best_f1 = static_cast<std::size_t>(std::max_element(curve.f1.begin(), curve.f1.end()) -
                                           curve.f1.begin());
  return curve;
}

}  // namespace crescent::metrics
