#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "options/variants.hpp"

namespace crescent::cli {

/// The options that are drawn, by their long names.
std::vector<std::string> searched_options();

/// `trials` settings drawn at random, the first one empty: the options as they are. Drawn are the
/// hidden layers (1 to 3 of one width, 4 to 128), their activation, learning rate, L2 penalty,
/// batch size and dropout; what the user has `fixed` is not, nor what the solver has no use for.
std::vector<Settings> draw_settings(const RecipeOptions& base, const std::set<std::string>& fixed,
                                    int trials, std::uint32_t seed);

}  // namespace crescent::cli
