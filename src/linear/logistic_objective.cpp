// Derived in docs/maths.md, "Logistic regression".
#include <algorithm>
#include <cmath>
#include <utility>

#include <crescent/base/parallel.hpp>
#include <crescent/linear/logistic_objective.hpp>

#include "engine/gemm/product.hpp"

namespace crescent::linear {
namespace {

constexpr Index cached_numbers = Index{128} * 1024;  // one megabyte: half of a second-level cache

double sigmoid(double z) { return 1 / (1 + std::exp(-z)); }

}  // namespace

/// What some rows add to the loss and its gradient, without penalty, times N.
struct LogisticObjective::Part {
  double loss = 0;
  Matrix<double> dW_transposed;  // (F, R)
  RowVector<double> db;          // (R)
};

LogisticObjective::LogisticObjective(Matrix<double> x, std::vector<int> y, int classes,
                                     RowVector<double> penalty, bool fit_intercept,
                                     std::vector<double> weights, int threads)
    : x_(std::move(x)),
      y_(std::move(y)),
      penalty_(std::move(penalty)),
      fit_intercept_(fit_intercept),
      weights_(std::move(weights)),
      threads_(threads),
      rows_(logit_rows(classes)) {}

/// Logits of `rows` rows from `begin` on.
Matrix<double> LogisticObjective::logits(std::span<const double> parameters, Index begin,
                                         Index rows) const {
  const MatrixView<double> W(parameters.data(), rows_, x_.cols());
  Matrix<double> logits(rows, rows_);
  if (rows_ == 1) {
    logits.noalias() = x_.middleRows(begin, rows) * W.transpose();
  } else {
    engine::gemm::multiply({.right_transposed = true,
                            .rows = rows,
                            .columns = rows_,
                            .depth = x_.cols(),
                            .left = x_.data() + begin * x_.cols(),
                            .left_row = x_.cols(),
                            .right = W.data(),
                            .right_row = x_.cols(),
                            .out = logits.data(),
                            .out_row = rows_});
  }
  if (fit_intercept_) {
    logits.rowwise() += Eigen::Map<const RowVector<double>>(W.data() + W.size(), rows_);
  }
  return logits;
}

/// Rows `begin` to `end`, so many at a time that they stay in the cache from the logits to the
/// gradient.
LogisticObjective::Part LogisticObjective::part_of(std::span<const double> parameters, Index begin,
                                                   Index end) const {
  const Index features = x_.cols();
  Part part{.dW_transposed = Matrix<double>::Zero(features, rows_),
            .db = RowVector<double>::Zero(rows_)};
  const Index most = std::clamp<Index>(cached_numbers / std::max<Index>(features, 1), 32, 1024);
  for (; begin < end; begin += most) {
    const Index rows = std::min(most, end - begin);
    Matrix<double> z = logits(parameters, begin, rows);
    // Each logit becomes the loss's derivative by it.
    part.loss += rows_ == 1 ? binary_loss(begin, z) : softmax_loss(begin, z);
    // logits = x Wᵀ + b, so dWᵀ = xᵀ dlogits and db = column sums of dlogits.
    if (rows_ == 1) {
      part.dW_transposed.noalias() += x_.middleRows(begin, rows).transpose() * z;
    } else {
      engine::gemm::multiply({.left_transposed = true,
                              .rows = features,
                              .columns = rows_,
                              .depth = rows,
                              .left = x_.data() + begin * features,
                              .left_row = features,
                              .right = z.data(),
                              .right_row = rows_,
                              .add = true,
                              .out = part.dW_transposed.data(),
                              .out_row = rows_});
    }
    part.db += z.colwise().sum();
  }
  return part;
}

/// As many as keep threads busy, but none with few rows, and no more than memory is cheap for;
/// whatever the number of threads, so that the sums are the same.
Index LogisticObjective::parts() const {
  const Index by_rows = std::min<Index>(64, x_.rows() / 1024);
  return std::max<Index>(1, std::min(by_rows, (Index{1} << 22) / std::max<Index>(size(), 1)));
}

double LogisticObjective::operator()(std::span<const double> parameters,
                                     std::span<double> gradient) const {
  const Index features = x_.cols(), count = parts();
  std::vector<Part> found(static_cast<std::size_t>(count));
  parallel_for(threads_, found.size(), [&](std::size_t i) {
    const auto p = static_cast<Index>(i);
    found[i] = part_of(parameters, x_.rows() * p / count, x_.rows() * (p + 1) / count);
  });
  for (std::size_t i = 1; i < found.size(); ++i) {
    found[0].loss += found[i].loss;
    found[0].dW_transposed += found[i].dW_transposed;
    found[0].db += found[i].db;
  }

  const auto n = static_cast<double>(x_.rows());
  const MatrixView<double> W(parameters.data(), rows_, features);
  Eigen::Map<Matrix<double>> dW(gradient.data(), rows_, features);
  dW = found[0].dW_transposed.transpose() / n;
  dW.array() += W.array().rowwise() * penalty_.array();
  if (fit_intercept_) Eigen::Map<RowVector<double>>(dW.data() + dW.size(), rows_) = found[0].db / n;
  return found[0].loss / n + 0.5 * (W.array().square().rowwise() * penalty_.array()).sum();
}

// -log p(y) = log(1 + exp(z)) - y z, and its derivative by z is p(1) - y.
double LogisticObjective::binary_loss(Index begin, Matrix<double>& logits) const {
  double loss = 0;
  for (Index i = 0; i < logits.rows(); ++i) {
    const double z = logits(i, 0);
    const double y = y_[static_cast<std::size_t>(begin + i)];
    // log(1 + exp(z)) without overflow: take the larger of 0 and z out of the logarithm. The first
    // bracket is exact, so that a tiny loss keeps its digits.
    loss += weight(begin + i) * ((std::max(z, 0.0) - y * z) + std::log1p(std::exp(-std::abs(z))));
    // p - 1 as -(1 - p): it keeps its digits where p rounds to 1.
    logits(i, 0) = weight(begin + i) * (y == 1 ? -sigmoid(-z) : sigmoid(z));
  }
  return loss;
}

// -log p(y) = log(sum_k exp(z_k)) - z_y, and its derivative by z_k is p(k) - [k = y].
double LogisticObjective::softmax_loss(Index begin, Matrix<double>& logits) const {
  double loss = 0;
  for (Index i = 0; i < logits.rows(); ++i) {
    const Index y = y_[static_cast<std::size_t>(begin + i)];
    Index top = 0;
    auto row = logits.row(i);
    const double largest = row.maxCoeff(&top);
    const double surprise = largest - row[y];
    row = (row.array() - largest).exp();  // at most 1: nothing overflows
    // Sums without one entry, not differences: 1 - p keeps its digits where p rounds to 1.
    double below_top = 0, others = 0;
    for (Index k = 0; k < rows_; ++k) {
      if (k != top) below_top += row[k];
      if (k != y) others += row[k];
    }
    loss += weight(begin + i) * (surprise + std::log1p(below_top));
    row[y] = -others;
    row /= 1 + below_top;
    row *= weight(begin + i);
  }
  return loss;
}

// The derivative of p(r) by z_s is p(r) ([r = s] - p(s)), so the block of the classes r and s is
// xᵀ diag(p(r) ([r = s] - p(s))) x / N, with a column of ones behind x for the intercept.
Matrix<double> LogisticObjective::hessian(std::span<const double> parameters) const {
  const Index features = x_.cols();
  const Matrix<double> p =
      logits_to_probabilities(logits(parameters, 0, x_.rows())).rightCols(rows_);
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
