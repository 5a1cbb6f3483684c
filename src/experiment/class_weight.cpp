#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include <crescent/base/choice.hpp>
#include <crescent/base/error.hpp>
#include <crescent/experiment/recipe.hpp>

#include "experiment/class_factors.hpp"

namespace crescent::experiment {

std::vector<double> class_factors(const ClassWeight& weight, const preprocess::Target& target,
                                  const std::vector<double>& counts) {
  if (target.task == preprocess::Task::regression) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("class_weight does not apply: '{}' is a quantity and has no classes",
                            target.name));
  }
  const auto& classes = target.classes;
  std::vector<double> factors(classes.size(), 1.0);
  if (weight.balanced) {
    const double rows = std::accumulate(counts.begin(), counts.end(), 0.0);
    for (std::size_t k = 0; k < counts.size(); ++k) {
      if (counts[k] > 0) factors[k] = rows / (static_cast<double>(counts.size()) * counts[k]);
    }
  }
  for (const auto& [name, value] : weight.given) {
    if (!(value >= 0) || !std::isfinite(value)) {
      throw Error(ErrorCode::invalid_argument,
                  fmt::format("the weight of class '{}' must be at least 0, not {}", name, value));
    }
    factors[find_choice(classes, name, "class of '" + target.name + "'")] *= value;
  }
  return factors;
}

std::vector<double> weights_of(const ClassWeight& weight, const Problem& problem,
                               const std::vector<std::size_t>& rows) {
  std::vector<double> weights = weights_of(problem, rows);
  if (!weight.balanced && weight.given.empty()) return weights;
  const auto y = classes_of(problem, rows);
  std::vector<double> counts(problem.target.classes.size());
  for (const int k : y) ++counts[static_cast<std::size_t>(k)];
  const auto factors = class_factors(weight, problem.target, counts);
  if (weights.empty()) weights.assign(rows.size(), 1.0);
  for (std::size_t i = 0; i < rows.size(); ++i)
    weights[i] *= factors[static_cast<std::size_t>(y[i])];
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  if (!(sum > 0)) throw Error(ErrorCode::data, "all training rows have weight 0");
  for (double& value : weights) value *= static_cast<double>(rows.size()) / sum;
  return weights;
}

}  // namespace crescent::experiment
