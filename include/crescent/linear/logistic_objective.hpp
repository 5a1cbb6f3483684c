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
  /// `threads` (0: all of the machine) change no bit of what is computed.
  LogisticObjective(Matrix<double> x, std::vector<int> y, int classes, RowVector<double> penalty,
                    bool fit_intercept, std::vector<double> weights = {}, int threads = 1);

  Index rows() const { return rows_; }          ///< R
  Index features() const { return x_.cols(); }  ///< F
  /// Number of parameters.
  Index size() const { return rows_ * (x_.cols() + (fit_intercept_ ? 1 : 0)); }

  /// L; its gradient goes to `gradient`. Both spans have size() entries.
  double operator()(std::span<const double> parameters, std::span<double> gradient) const;

  /// Second derivatives (size, size) at `parameters`.
  Matrix<double> hessian(std::span<const double> parameters) const;

 private:
  double weight(Index row) const {
    return weights_.empty() ? 1 : weights_[static_cast<std::size_t>(row)];
  }
  struct Part;
  Index parts() const;
  Part part_of(std::span<const double> parameters, Index begin, Index end) const;
  Matrix<double> logits(std::span<const double> parameters, Index begin, Index rows) const;
  double binary_loss(Index begin, Matrix<double>& logits) const;
  double softmax_loss(Index begin, Matrix<double>& logits) const;

  Matrix<double> x_;
  std::vector<int> y_;
  RowVector<double> penalty_;
  bool fit_intercept_;
  std::vector<double> weights_;
  int threads_;
  Index rows_;
};

/// Probabilities (N, K) from logits (N, R).
Matrix<double> logits_to_probabilities(const Matrix<double>& logits);

}  // namespace crescent::linear
