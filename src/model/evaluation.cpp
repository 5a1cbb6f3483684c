#include <crescent/base/error.hpp>
#include <crescent/model/evaluation.hpp>
#include <crescent/model/model.hpp>

namespace crescent::model {
namespace {

using metrics::Predictions;

const Baselines& checked_baselines(const Model& model, Index rows, bool of_values) {
  const auto fail = [](const char* text) { throw Error(ErrorCode::invalid_argument, text); };
  if (!model.baselines) fail("the model was saved without baselines");
  if (rows == 0) fail("there are no rows to evaluate");
  if (model.baselines->are_of_values() != of_values) {
    fail(of_values ? "the model predicts classes, not values"
                   : "the model predicts values, not classes");
  }
  return *model.baselines;
}

}  // namespace

Evaluation evaluate(Predictions network, Predictions linear, Predictions constant,
                    const EvaluationOptions& options) {
  const bool classes = network.are_classes();
  const std::size_t rows = network.rows();
  const metrics::BootstrapOptions draw{
      .replicates = options.replicates > 0 ? options.replicates : metrics::replicates_for(rows),
      .seed = options.seed,
      .threads = options.threads};
  const auto contender = [&](const char* name, Predictions predictions) {
    metrics::Report report = metrics::report(predictions, options.weights, draw);
    return Contender{name, std::move(predictions), std::move(report)};
  };
  Evaluation result{
      .network = contender("network", std::move(network)),
      .linear = contender(classes ? "logistic_regression" : "linear_regression", std::move(linear)),
      .constant = contender(classes ? "majority" : "mean", std::move(constant)),
      .against_linear = {},
      .against_constant = {}};
  const auto compare = [&](const Contender& other) {
    return metrics::compare(result.network.predictions, other.predictions, options.weights, draw);
  };
  result.against_linear = compare(result.linear);
  result.against_constant = compare(result.constant);
  return result;
}

Evaluation evaluate(const Model& model, const Matrix<double>& x, const std::vector<int>& y,
                    const EvaluationOptions& options) {
  const Baselines& baselines = checked_baselines(model, x.rows(), false);
  const auto& shares = baselines.class_shares;
  const Matrix<double> majority =
      Eigen::Map<const RowVector<double>>(shares.data(), static_cast<Index>(shares.size()))
          .replicate(x.rows(), 1);
  return evaluate({.y = y, .probabilities = model.network.predict_proba(x)},
                  {.y = y, .probabilities = baselines.logistic_regression.predict_proba(x)},
                  {.y = y, .probabilities = majority}, options);
}

Evaluation evaluate(const Model& model, const Matrix<double>& x, const std::vector<double>& values,
                    const EvaluationOptions& options) {
  const Baselines& baselines = checked_baselines(model, x.rows(), true);
  const Matrix<double> predicted = model.network.predict_proba(x);
  const std::vector<double> column(predicted.data(), predicted.data() + predicted.rows());
  return evaluate(
      {.values = values, .predicted = column},
      {.values = values, .predicted = baselines.linear_regression.predict(x)},
      {.values = values, .predicted = std::vector<double>(values.size(), baselines.mean)}, options);
}

}  // namespace crescent::model
