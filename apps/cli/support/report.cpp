#include "report.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace crescent::cli {
namespace {

std::string confusion_text(const Eigen::MatrixXi& matrix, const std::vector<std::string>& classes) {
  std::size_t width = 6;
  std::size_t label = 4;
  for (const auto& name : classes) {
    width = std::max(width, name.size());
    label = std::max(label, name.size());
  }
  std::string text = fmt::format("{:<{}}", "true \\ predicted", std::max<std::size_t>(label, 16));
  for (const auto& name : classes) text += fmt::format("  {:>{}}", name, width);
  text += "\n";
  for (Index i = 0; i < matrix.rows(); ++i) {
    text += fmt::format("{:<{}}", classes[static_cast<std::size_t>(i)],
                        std::max<std::size_t>(label, 16));
    for (Index j = 0; j < matrix.cols(); ++j) text += fmt::format("  {:>{}}", matrix(i, j), width);
    text += "\n";
  }
  return text;
}

}  // namespace

Json to_json(const model::Evaluation& evaluation, const model::Model& model) {
  const auto& classes = model.pipeline.classes;
  const auto majority = static_cast<std::size_t>(model.baselines->majority());
  Json json;
  json["rows"] = evaluation.rows;
  json["accuracy"] = evaluation.network.accuracy;
  json["log_loss"] = evaluation.network.log_loss;
  json["confusion_matrix"] = matrix_json(evaluation.network.confusion_matrix);
  json["classes"] = classes;
  json["baselines"]["majority"] = {{"class", classes[majority]},
                                   {"accuracy", evaluation.majority.accuracy},
                                   {"log_loss", evaluation.majority.log_loss}};
  json["baselines"]["logistic_regression"] = {
      {"C", model.baselines->logistic_regression.C},
      {"accuracy", evaluation.logistic_regression.accuracy},
      {"log_loss", evaluation.logistic_regression.log_loss}};
  return json;
}

std::string to_text(const model::Evaluation& evaluation, const model::Model& model) {
  std::vector<std::string> classes;
  for (const auto& name : model.pipeline.classes) classes.push_back(one_line(name));
  const auto majority =
      fmt::format("always '{}'", classes[static_cast<std::size_t>(model.baselines->majority())]);
  const std::size_t width = std::max<std::size_t>(28, majority.size());
  const auto line = [width](const std::string& name, const model::Scores& scores) {
    return fmt::format("{:<{}} {:>8.4f}  {:>8.4f}\n", name, width, scores.accuracy,
                       scores.log_loss);
  };
  std::string text =
      fmt::format("{:<{}} {:>8}  {:>8}\n", fmt::format("on {} rows", evaluation.rows), width,
                  "accuracy", "log loss");
  text += line("network", evaluation.network);
  text += line("logistic regression", evaluation.logistic_regression);
  text += line(majority, evaluation.majority);
  // A matrix of 26 letters still fits a wide terminal; more would only be noise.
  if (classes.size() <= 30)
    text += "\n" + confusion_text(evaluation.network.confusion_matrix, classes);
  return text;
}

void tell_unseen(const std::vector<preprocess::UnseenLevels>& unseen) {
  for (const auto& column : unseen) {
    note(fmt::format(
        "{} row{} with a value of '{}' that the training rows did not have (the first: '{}'); "
        "such a value counts as none of the known ones",
        column.count, column.count == 1 ? "" : "s", column.column, column.first));
  }
}

}  // namespace crescent::cli
