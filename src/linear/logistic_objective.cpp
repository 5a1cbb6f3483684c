#include <algorithm>
#include <cmath>
#include <utility>

#include <crescent/linear/logistic_objective.hpp>

namespace crescent::linear {
namespace {

double sigmoid(double z) { return 1 / (1 + std::exp(-z)); }

/// Each row z becomes exp(z - max z), so that no exponential overflows; returns the row sums.
Eigen::ArrayXd shifted_exp(Matrix<double>& z) {
  z.colwise() -= z.rowwise().maxCoeff().eval();
  z = z.array().exp();
  return z.rowwise().sum();
}

}  // namespace

LogisticObjective::LogisticObjective(Matrix<double> x, std::vector<int> y, int classes,
                                     RowVector<double> penalty, bool fit_intercept)
    : x_(std::move(x)),
      y_(std::move(y)),
      penalty_(std::move(penalty)),
      fit_intercept_(fit_intercept),
      rows_(logit_rows(classes)),
      logits_(x_.rows(), rows_) {}

double LogisticObjective::operator()(std::span<const double> parameters,
                                     std::span<double> gradient) {
  const Index features = x_.cols();
  const auto n = static_cast<double>(x_.rows());
  const MatrixView<double> W(parameters.data(), rows_, features);
  Eigen::Map<Matrix<double>> dW(gradient.data(), rows_, features);

  logits_.noalias() = x_ * W.transpose();
  if (fit_intercept_) {
    logits_.rowwise() += Eigen::Map<const RowVector<double>>(W.data() + W.size(), rows_);
  }
  const double loss = rows_ == 1 ? binary_loss() : softmax_loss();

  // logits = x Wᵀ + b, so dW = dlogitsᵀ x and db = column sums of dlogits.
  dW.noalias() = logits_.transpose() * x_;
  dW /= n;
  dW.array() += W.array().rowwise() * penalty_.array();
  if (fit_intercept_) {
    Eigen::Map<RowVector<double>>(dW.data() + dW.size(), rows_) = logits_.colwise().sum() / n;
  }
  return loss / n + 0.5 * (W.array().square().rowwise() * penalty_.array()).sum();
}

// -log p(y) = log(1 + exp(z)) - y z, and its derivative by z is p(1) - y.
double LogisticObjective::binary_loss() {
  double loss = 0;
  for (Index i = 0; i < logits_.rows(); ++i) {
    const double z = logits_(i, 0);
    const double y = y_[static_cast<std::size_t>(i)];
    // log(1 + exp(z)) without overflow: take the larger of 0 and z out of the logarithm.
    loss += std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z))) - y * z;
    logits_(i, 0) = sigmoid(z) - y;
  }
  return loss;
}

// -log p(y) = log(sum_k exp(z_k)) - z_y, and its derivative by z_k is p(k) - [k = y].
double LogisticObjective::softmax_loss() {
  double loss = 0;
  for (Index i = 0; i < logits_.rows(); ++i) {
    const double largest = logits_.row(i).maxCoeff();
    loss += largest - logits_(i, y_[static_cast<std::size_t>(i)]);
  }
  const Eigen::ArrayXd sums = shifted_exp(logits_);
  loss += sums.log().sum();
  logits_.array().colwise() /= sums;
  for (Index i = 0; i < logits_.rows(); ++i) logits_(i, y_[static_cast<std::size_t>(i)]) -= 1;
  return loss;
}

Matrix<double> logits_to_probabilities(const Matrix<double>& logits) {
  if (logits.cols() == 1) {
    Matrix<double> p(logits.rows(), 2);
    p.col(0) = (-logits.col(0)).unaryExpr(&sigmoid);
    p.col(1) = logits.col(0).unaryExpr(&sigmoid);
    return p;
  }
  Matrix<double> p = logits;
  const Eigen::ArrayXd sums = shifted_exp(p);
  p.array().colwise() /= sums;
  return p;
}

}  // namespace crescent::linear
