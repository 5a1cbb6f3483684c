#include <algorithm>
#include <cmath>

#include <crescent/base/error.hpp>
#include <crescent/metrics/classification.hpp>
#include <crescent/model/evaluation.hpp>
#include <crescent/model/model.hpp>

namespace crescent::model {
namespace {

Scores score(const std::vector<int>& y, const Matrix<double>& probabilities) {
  const std::vector<int> predicted = metrics::argmax_rows(probabilities);
  return {metrics::accuracy(y, predicted), metrics::log_loss(y, probabilities),
          metrics::confusion_matrix(y, predicted, static_cast<int>(probabilities.cols()))};
}

}  // namespace

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

Evaluation evaluate(const Model& model, const Matrix<double>& x, const std::vector<int>& y) {
  if (!model.baselines)
    throw Error(ErrorCode::invalid_argument, "the model was saved without baselines");
  if (x.rows() == 0) throw Error(ErrorCode::invalid_argument, "there are no rows to evaluate");
  const auto& shares = model.baselines->class_shares;
  const Matrix<double> majority =
      Eigen::Map<const RowVector<double>>(shares.data(), static_cast<Index>(shares.size()))
          .replicate(x.rows(), 1);
  return {x.rows(), score(y, model.network.predict_proba(x)), score(y, majority),
          score(y, model.baselines->logistic_regression.predict_proba(x))};
}

}  // namespace crescent::model
