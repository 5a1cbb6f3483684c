#include <algorithm>
#include <cmath>
#include <utility>

#include <crescent/linear/logistic_objective.hpp>

namespace crescent::linear {
namespace {

double sigmoid(double z) { return 1 / (1 + std::exp(-z)); }

}  // namespace

LogisticObjective::LogisticObjective(Matrix<double> x, std::vector<int> y, int classes,
                                     RowVector<double> penalty, bool fit_intercept,
                                     std::vector<double> weights)
    : x_(std::move(x)),
      y_(std::move(y)),
      penalty_(std::move(penalty)),
      fit_intercept_(fit_intercept),
      weights_(std::move(weights)),
      rows_(logit_rows(classes)),
      logits_(x_.rows(), rows_) {}

void LogisticObjective::set_logits(std::span<const double> parameters) {
  const MatrixView<double> W(parameters.data(), rows_, x_.cols());
  logits_.noalias() = x_ * W.transpose();
  if (fit_intercept_) {
    logits_.rowwise() += Eigen::Map<const RowVector<double>>(W.data() + W.size(), rows_);
  }
}

double LogisticObjective::operator()(std::span<const double> parameters,
                                     std::span<double> gradient) {
  const Index features = x_.cols();
  const auto n = static_cast<double>(x_.rows());
  const MatrixView<double> W(parameters.data(), rows_, features);
  Eigen::Map<Matrix<double>> dW(gradient.data(), rows_, features);

  set_logits(parameters);
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
    // log(1 + exp(z)) without overflow: take the larger of 0 and z out of the logarithm. The first
    // bracket is exact, so that a tiny loss keeps its digits.
    loss += weight(i) * ((std::max(z, 0.0) - y * z) + std::log1p(std::exp(-std::abs(z))));
    // p - 1 as -(1 - p): it keeps its digits where p rounds to 1.
    logits_(i, 0) = weight(i) * (y == 1 ? -sigmoid(-z) : sigmoid(z));
  }
  return loss;
}

// -log p(y) = log(sum_k exp(z_k)) - z_y, and its derivative by z_k is p(k) - [k = y].
double LogisticObjective::softmax_loss() {
  double loss = 0;
  for (Index i = 0; i < logits_.rows(); ++i) {
    const Index y = y_[static_cast<std::size_t>(i)];
    Index top = 0;
    auto row = logits_.row(i);
    const double largest = row.maxCoeff(&top);
    const double surprise = largest - row[y];
    row = (row.array() - largest).exp();  // at most 1: nothing overflows
    // Sums without one entry, not differences: 1 - p keeps its digits where p rounds to 1.
    double below_top = 0, others = 0;
    for (Index k = 0; k < rows_; ++k) {
      if (k != top) below_top += row[k];
      if (k != y) others += row[k];
    }
    loss += weight(i) * (surprise + std::log1p(below_top));
    row[y] = -others;
    row /= 1 + below_top;
    row *= weight(i);
  }
  return loss;
}

// The derivative of p(r) by z_s is p(r) ([r = s] - p(s)), so the block of the classes r and s is
// xᵀ diag(p(r) ([r = s] - p(s))) x / N, with a column of ones behind x for the intercept.
Matrix<double> LogisticObjective::hessian(std::span<const double> parameters) {
  set_logits(parameters);
  const Index features = x_.cols();
  const Matrix<double> p = logits_to_probabilities(logits_).rightCols(rows_);
  Matrix<double> a(x_.rows(), features + (fit_intercept_ ? 1 : 0));
  a.leftCols(features) = x_;
  if (fit_intercept_) a.col(features).setOnes();
  Matrix<double> h(size(), size());
  const Index b = rows_ * features;  // where the intercepts begin
  for (Index r = 0; r < rows_; ++r) {
    for (Index s = 0; s <= r; ++s) {
      Eigen::ArrayXd slope = p.col(r).array() * ((r == s ? 1.0 : 0.0) - p.col(s).array()) /
                             static_cast<double>(a.rows());
      for (Index i = 0; i < slope.size(); ++i) slope[i] *= weight(i);
      // Symmetric, and the same for (s, r).
      const Matrix<double> block = a.transpose() * (slope.matrix().asDiagonal() * a);
      for (const auto& [i, j] : {std::pair{r, s}, std::pair{s, r}}) {
        h.block(i * features, j * features, features, features) =
            block.topLeftCorner(features, features);
        if (!fit_intercept_) continue;
        h.block(i * features, b + j, features, 1) = block.topRightCorner(features, 1);
        h.block(b + j, i * features, 1, features) = block.bottomLeftCorner(1, features);
        h(b + i, b + j) = block(features, features);
      }
    }
    h.diagonal().segment(r * features, features) += penalty_;
  }
  return h;
}

Matrix<double> logits_to_probabilities(const Matrix<double>& logits) {
  if (logits.cols() == 1) {
    Matrix<double> p(logits.rows(), 2);
    p.col(0) = (-logits.col(0)).unaryExpr(&sigmoid);
    p.col(1) = logits.col(0).unaryExpr(&sigmoid);
    return p;
  }
  Matrix<double> p = (logits.colwise() - logits.rowwise().maxCoeff()).array().exp();
  const Eigen::ArrayXd sums = p.rowwise().sum();
  p.array().colwise() /= sums;
  return p;
}

}  // namespace crescent::linear
