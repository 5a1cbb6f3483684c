#pragma once

#include <array>
#include <optional>

#include <crescent/linear/logistic_regression.hpp>

#include "session.hpp"

namespace crescent::playground {

/// Logistic regression beside the network, on the shown columns.
struct Boundary {
  linear::LogisticRegression model;
  double accuracy = 0;
  std::optional<double> test_accuracy;
  /// Two classes: where p = 1/2 enters and leaves the domain.
  std::optional<std::array<std::array<double, 2>, 2>> line;
  Matrix<float> map;  ///< (K, size · size)
};

/// `cross_validated`: C is chosen as the tutorial does. Throws Error(data) for a regression or
/// where logistic regression cannot be fitted.
Boundary logistic_boundary(const Session& session, Index size, bool cross_validated);

}  // namespace crescent::playground
