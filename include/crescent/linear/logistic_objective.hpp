#pragma once

#include <span>
#include <vector>

#include <crescent/base/matrix.hpp>

namespace crescent::linear {

/// Rows of coefficients that `classes` classes need: one for two classes, else one a class.
constexpr Index logit_rows(int classes) { return classes == 2 ? 1 : classes; }

/// The function that logistic regression minimises, over N examples with F features:
///
///   L(W, b) = 1/N sum_i w_i (-log p_i(y_i)) + 1/2 sum_j penalty_j sum_k W_kj²
///
/// with weights w_i of the examples, 1 where there are none, and p_i = softmax(W x_i + b), or, for
/// two classes, p_i(1) = 1 / (1 + exp(-(w x_i + b))). With R = logit_rows(K), the parameters are W
/// (R, F) row by row, then b (R) if there is an intercept. Logits of any finite size are safe.
class LogisticObjective {
 public:
  /// x (N, F); y (N), classes 0 to `classes` - 1; penalty (F); weights (N) >= 0 or empty.
  LogisticObjective(Matrix<double> x, std::vector<int> y, int classes, RowVector<double> penalty,
                    bool fit_intercept, std::vector<double> weights = {});

  Index rows() const { return rows_; }          ///< R
  Index features() const { return x_.cols(); }  ///< F
  /// Number of parameters.
  Index size() const { return rows_ * (x_.cols() + (fit_intercept_ ? 1 : 0)); }

  /// L; its gradient goes to `gradient`. Both spans have size() entries.
  double operator()(std::span<const double> parameters, std::span<double> gradient);

  /// Second derivatives (size, size) at `parameters`.
  Matrix<double> hessian(std::span<const double> parameters);

 private:
  double weight(Index row) const {
    return weights_.empty() ? 1 : weights_[static_cast<std::size_t>(row)];
  }
  void set_logits(std::span<const double> parameters);
  double binary_loss();
  double softmax_loss();

  Matrix<double> x_;
  std::vector<int> y_;
  RowVector<double> penalty_;
  bool fit_intercept_;
  std::vector<double> weights_;
  Index rows_;
  Matrix<double> logits_;  ///< (N, R); after the loss: its derivative by the logits, times N
};

/// Probabilities (N, K) from logits (N, R).
Matrix<double> logits_to_probabilities(const Matrix<double>& logits);

}  // namespace crescent::linear
