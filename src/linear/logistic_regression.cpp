#include <algorithm>

#include <fmt/core.h>

#include <crescent/base/error.hpp>
#include <crescent/linear/logistic_objective.hpp>
#include <crescent/linear/logistic_regression.hpp>
#include <crescent/metrics/classification.hpp>

#include "linear/checks.hpp"
#include "linear/logistic_solver.hpp"

namespace crescent::linear {

LogisticRegression LogisticRegression::fit(const Matrix<double>& x, const std::vector<int>& y,
                                           const Options& options,
                                           std::span<const double> weights) {
  check_options(options);
  const int classes = checked_classes(x, y);
  check_weights(weights, x.rows());
  return LogisticSolver(x, y, classes, options, {weights.begin(), weights.end()}).solve(options.C);
}

Matrix<double> LogisticRegression::decision_function(const Matrix<double>& x) const {
  if (x.cols() != coef.cols()) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("x has {} columns, but the model was fitted on {}; give it the same "
                            "features",
                            x.cols(), coef.cols()));
  }
  return (x * coef.transpose()).rowwise() + intercept;
}

Matrix<double> LogisticRegression::predict_proba(const Matrix<double>& x) const {
  return logits_to_probabilities(decision_function(x));
}

std::vector<int> LogisticRegression::predict(const Matrix<double>& x) const {
  const Matrix<double> logits = decision_function(x);
  if (logits.cols() > 1) return metrics::argmax_rows(logits);
  std::vector<int> classes(static_cast<std::size_t>(logits.rows()));
  std::transform(logits.data(), logits.data() + logits.size(), classes.begin(),
                 [](double logit) { return logit > 0 ? 1 : 0; });
  return classes;
}

}  // namespace crescent::linear
