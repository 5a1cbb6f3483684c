#pragma once

#include <string>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/linear/logistic_regression.hpp>

namespace crescent::model {

struct Model;

/// What any classifier must beat, learned from the same training rows and kept in the model.
struct Baselines {
  std::vector<double>
      class_shares;  ///< (K) of the training rows; the largest is the majority class
  linear::LogisticRegression logistic_regression;  ///< on the same inputs as the network

  /// Index of the majority class, the first of equals.
  int majority() const;
};

/// x (N, F) network inputs, y (N) classes 0 to K - 1. Throws Error(data) if a class has no row.
Baselines fit_baselines(const Matrix<double>& x, const std::vector<int>& y, int classes);

struct Scores {
  double accuracy = 0;
  double log_loss = 0;
  Eigen::MatrixXi confusion_matrix;  ///< (K, K): rows are true classes, columns predicted ones
};

/// The network beside the baselines, all on the same rows.
struct Evaluation {
  Index rows = 0;
  Scores network;
  Scores majority;
  Scores logistic_regression;
};

/// x (N, F) network inputs, y (N), N >= 1. Throws Error(invalid_argument) if the model has no
/// baselines or there are no rows.
Evaluation evaluate(const Model& model, const Matrix<double>& x, const std::vector<int>& y);

}  // namespace crescent::model
