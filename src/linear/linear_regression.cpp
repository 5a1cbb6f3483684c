#include <cmath>

#include <Eigen/QR>
#include <fmt/core.h>

#include <crescent/base/error.hpp>
#include <crescent/linear/linear_regression.hpp>

#include "linear/checks.hpp"

namespace crescent::linear {
namespace {

/// Square roots of the weights, scaled to a mean weight of 1; checks everything.
Eigen::VectorXd checked_roots(const Matrix<double>& x, const std::vector<double>& y,
                              std::span<const double> weights) {
  const auto rows = static_cast<std::size_t>(x.rows());
  if (rows == 0 || y.size() != rows) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("x has {} rows and y {}; they must be as many, and at least one", rows,
                            y.size()));
  }
  check_weights(weights, x.rows());
  check_finite(x);
  Eigen::VectorXd roots = Eigen::VectorXd::Ones(x.rows());
  for (std::size_t i = 0; i < rows; ++i) {
    if (!std::isfinite(y[i])) {
      throw Error(ErrorCode::data,
                  fmt::format("row {} (from 0) has y = {}; it must be finite", i, y[i]));
    }
    if (!weights.empty()) roots(static_cast<Index>(i)) = std::sqrt(weights[i]);
  }
  return roots;
}

}  // namespace

LinearRegression LinearRegression::fit(const Matrix<double>& x, const std::vector<double>& y,
                                       std::span<const double> weights) {
  const Eigen::VectorXd roots = checked_roots(x, y, weights);
  const Eigen::VectorXd shares = roots.cwiseAbs2() / roots.squaredNorm();
  const Eigen::Map<const Eigen::VectorXd> target(y.data(), x.rows());
  const RowVector<double> mean = shares.transpose() * x;
  const double y_mean = shares.dot(target);

  LinearRegression model;
  model.coef = RowVector<double>::Zero(x.cols());
  if (x.cols() > 0) {
    Eigen::MatrixXd centred = x.rowwise() - mean;
    centred = roots.asDiagonal() * centred;
    const Eigen::VectorXd right =
        roots.cwiseProduct(target - Eigen::VectorXd::Constant(x.rows(), y_mean));
    model.coef = centred.completeOrthogonalDecomposition().solve(right).transpose();
  }
  model.intercept = y_mean - mean.dot(model.coef);
  return model;
}

std::vector<double> LinearRegression::predict(const Matrix<double>& x) const {
  if (x.cols() != coef.size()) {
    throw Error(
        ErrorCode::invalid_argument,
        fmt::format("x has {} columns but the model was fitted on {}", x.cols(), coef.size()));
  }
  std::vector<double> predicted(static_cast<std::size_t>(x.rows()));
  Eigen::Map<Eigen::VectorXd>(predicted.data(), x.rows()) =
      (x * coef.transpose()).array() + intercept;
  return predicted;
}

}  // namespace crescent::linear
