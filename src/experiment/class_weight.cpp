#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include <crescent/base/choice.hpp>
#include <crescent/base/error.hpp>
#include <crescent/experiment/recipe.hpp>

namespace crescent::experiment {
namespace {

/// One a class.
std::vector<double> by_class(const ClassWeight& weight, const Problem& problem,
                             const std::vector<int>& y) {
  const auto& classes = problem.target.classes;
  std::vector<double> factors(classes.size(), 1.0);
  if (weight.balanced) {
    std::vector<double> counts(classes.size());
    for (const int k : y) ++counts[static_cast<std::size_t>(k)];
    for (std::size_t k = 0; k < counts.size(); ++k) {
      if (counts[k] > 0)
        factors[k] =
            static_cast<double>(y.size()) / (static_cast<double>(counts.size()) * counts[k]);
    }
  }
  for (const auto& [name, value] : weight.given) {
    if (!(value >= 0) || !std::isfinite(value)) {
      throw Error(ErrorCode::invalid_argument,
                  fmt::format("the weight of class '{}' must be at least 0, not {}", name, value));
    }
    factors[find_choice(classes, name, "class of '" + problem.target.name + "'")] *= value;
  }
  return factors;
}

}  // namespace

std::vector<double> weights_of(const ClassWeight& weight, const Problem& problem,
                               const std::vector<std::size_t>& rows) {
  std::vector<double> weights = weights_of(problem, rows);
  if (!weight.balanced && weight.given.empty()) return weights;
  if (problem.target.task == preprocess::Task::regression) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("class_weight does not apply: '{}' is a quantity and has no classes",
                            problem.target.name));
  }
  if (weights.empty()) weights.assign(rows.size(), 1.0);
  const auto y = classes_of(problem, rows);
  const auto factors = by_class(weight, problem, y);
  for (std::size_t i = 0; i < rows.size(); ++i)
    weights[i] *= factors[static_cast<std::size_t>(y[i])];
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  if (!(sum > 0)) throw Error(ErrorCode::data, "all training rows have weight 0");
  for (double& value : weights) value *= static_cast<double>(rows.size()) / sum;
  return weights;
}

}  // namespace crescent::experiment
