#pragma once

#include <string>
#include <utility>
#include <vector>

#include "options/recipe_options.hpp"

namespace crescent::cli {

/// Options of training by name, without the dashes, as they would stand on the command line.
using Settings = std::vector<std::pair<std::string, std::string>>;

/// "--hidden 20 --l2 0.1"
std::string to_words(const Settings& settings);

/// `base` with the settings in the place of its own. Throws Error(invalid_argument) for a name that
/// is no option of training, or a value that the option does not take.
RecipeOptions with_settings(const RecipeOptions& base, const Settings& settings);

/// Every combination of "name=value,value,…", the last name running fastest. Values that hold
/// commas are separated by semicolons. Throws Error(invalid_argument) for a text that is not of
/// this form, a name given twice, or more than 10,000 combinations.
std::vector<Settings> grid(const std::vector<std::string>& varied);

}  // namespace crescent::cli
