#include <algorithm>

#include <crescent/model/baselines.hpp>

namespace crescent::model {

int Baselines::majority() const {
  return static_cast<int>(std::max_element(class_shares.begin(), class_shares.end()) -
                          class_shares.begin());
}

Baselines fit_baselines(const Matrix<double>& x, const std::vector<int>& y, int classes,
                        const BaselineWeights& weights, int threads) {
  Baselines baselines{
      .class_shares = std::vector<double>(static_cast<std::size_t>(classes)),
      .logistic_regression = linear::LogisticRegression::fit(
          x, y, {.max_iter = 200, .tol = 1e-6, .threads = threads}, weights.training)};
  double sum = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double weight = weights.rows.empty() ? 1.0 : weights.rows[i];
    baselines.class_shares[static_cast<std::size_t>(y[i])] += weight;
    sum += weight;
  }
  for (double& share : baselines.class_shares) share /= sum;
  return baselines;
}

Baselines fit_baselines(const Matrix<double>& x, const std::vector<double>& values,
                        const BaselineWeights& weights) {
  Baselines baselines{.linear_regression =
                          linear::LinearRegression::fit(x, values, weights.training)};
  double sum = 0, total = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double weight = weights.rows.empty() ? 1.0 : weights.rows[i];
    total += weight * values[i];
    sum += weight;
  }
  baselines.mean = total / sum;
  return baselines;
}

}  // namespace crescent::model
