#include "linear/checks.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include <crescent/base/error.hpp>

namespace crescent::linear {

void check_finite(const Matrix<double>& x) {
  if (x.allFinite()) return;
  for (Index i = 0; i < x.rows(); ++i) {
    for (Index j = 0; j < x.cols(); ++j) {
      if (std::isfinite(x(i, j))) continue;
      throw Error(ErrorCode::data,
                  fmt::format("x is {} in row {}, column {} (both from 0); impute or drop such "
                              "values first",
                              x(i, j), i, j));
    }
  }
}

void check_weights(std::span<const double> weights, Index rows) {
  if (weights.empty()) return;
  if (weights.size() != static_cast<std::size_t>(rows)) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("there are {} rows but {} weights; they must be as many", rows,
                            weights.size()));
  }
  double sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (!std::isfinite(weights[i]) || weights[i] < 0) {
      throw Error(ErrorCode::data, fmt::format("row {} (from 0) has the weight {}; it must be "
                                               "finite and not below 0",
                                               i, weights[i]));
    }
    sum += weights[i];
  }
  if (sum == 0) throw Error(ErrorCode::data, "all weights are 0: no row counts");
}

void check_options(const LogisticRegressionOptions& options) {
  const auto fail = [](const std::string& text) { throw Error(ErrorCode::invalid_argument, text); };
  if (!(options.C > 0) || !std::isfinite(options.C)) {
    fail(fmt::format("C is {}; it must be a finite number above 0", options.C));
  }
  if (options.max_iter < 0) {
    fail(fmt::format("max_iter is {}; it must be 0 or more", options.max_iter));
  }
  if (!(options.tol >= 0)) fail(fmt::format("tol is {}; it must be 0 or more", options.tol));
}

int checked_classes(const Matrix<double>& x, const std::vector<int>& y) {
  if (x.cols() < 1) throw Error(ErrorCode::invalid_argument, "x needs at least one column");
  if (static_cast<std::size_t>(x.rows()) != y.size()) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("x has {} rows but y has {} classes; they must be as many", x.rows(),
                            y.size()));
  }
  std::vector<int> seen(y);
  std::sort(seen.begin(), seen.end());
  seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
  if (!seen.empty() && seen.front() < 0) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("y holds the class {}; classes count from 0", seen.front()));
  }
  if (seen.size() < 2) {
    throw Error(ErrorCode::data, fmt::format("y holds {} class(es); at least two are needed to "
                                             "tell them apart",
                                             seen.size()));
  }
  for (std::size_t k = 0; k < seen.size(); ++k) {
    if (seen[k] == static_cast<int>(k)) continue;
    throw Error(ErrorCode::data, fmt::format("no row has class {}, but one has class {}; number "
                                             "the classes without gaps",
                                             k, seen[k]));
  }
  check_finite(x);
  return static_cast<int>(seen.size());
}

}  // namespace crescent::linear
