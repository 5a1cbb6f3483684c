#pragma once

#include <span>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/linear/linear_regression.hpp>
#include <crescent/linear/logistic_regression.hpp>

namespace crescent::model {

/// What any network must beat, learned from the same training rows and kept in the model: a guess
/// that looks at no column, and a linear model.
struct Baselines {
  // Of classes.
  std::vector<double> class_shares = {};  ///< (K) of the training rows; the largest is the majority
  linear::LogisticRegression logistic_regression = {};  ///< on the same inputs as the network

  // Of a quantity.
  double mean = 0;                                  ///< of the training rows
  linear::LinearRegression linear_regression = {};  ///< on the same inputs as the network

  bool are_of_values() const { return class_shares.empty(); }
  /// Index of the majority class, the first of equals.
  int majority() const;
};

/// What the rows count for: each is empty, or one number >= 0 a row (N).
struct BaselineWeights {
  std::span<const double> rows = {};      ///< in the shares and the mean: the samples' own weights
  std::span<const double> training = {};  ///< in the linear model: as in the network's loss
};

/// x (N, F) network inputs, y (N) classes 0 to K - 1. Throws Error(data) if a class has no row.
/// Logistic regression is fitted to what the eye can tell, not to the last bit: a gradient of 1e-6
/// or 200 iterations; `threads` (0: all of the machine) change no bit of it.
Baselines fit_baselines(const Matrix<double>& x, const std::vector<int>& y, int classes,
                        const BaselineWeights& weights = {}, int threads = 1);
/// The same for a quantity, N >= 1. Throws Error(data) for a number that is not finite.
Baselines fit_baselines(const Matrix<double>& x, const std::vector<double>& values,
                        const BaselineWeights& weights = {});

}  // namespace crescent::model
