#pragma once

#include <vector>

#include <crescent/experiment/recipe.hpp>

namespace crescent::experiment {

/// What each class counts, `counts` being the training rows of each. Throws Error(invalid_argument)
/// for a class that the target has not, for a regression, or weights out of range.
std::vector<double> class_factors(const ClassWeight& weight, const preprocess::Target& target,
                                  const std::vector<double>& counts);

}  // namespace crescent::experiment
