#include <algorithm>
#include <numeric>

#include <crescent/model/baselines.hpp>

namespace crescent::model {

int Baselines::majority() const {
  return static_cast<int>(std::max_element(class_shares.begin(), class_shares.end()) -
                          class_shares.begin());
}

Baselines fit_baselines(const Matrix<double>& x, const std::vector<int>& y, int classes) {
  Baselines baselines{.class_shares = std::vector<double>(static_cast<std::size_t>(classes)),
                      .logistic_regression = linear::LogisticRegression::fit(x, y)};
  for (const int label : y) baselines.class_shares[static_cast<std::size_t>(label)] += 1.0;
  for (double& share : baselines.class_shares) share /= static_cast<double>(y.size());
  return baselines;
}

Baselines fit_baselines(const Matrix<double>& x, const std::vector<double>& values) {
  const auto rows = static_cast<double>(values.size());
  Baselines baselines{.linear_regression = linear::LinearRegression::fit(x, values)};
  baselines.mean = std::accumulate(values.begin(), values.end(), 0.0) / rows;
  return baselines;
}

}  // namespace crescent::model
