#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crescent::cli {

/// One entry of a configuration file: an option by its long name, without dashes.
struct Setting {
  std::string name;
  std::vector<std::string> values;  ///< one, or those of a list; "true" and "false" of a flag
  std::size_t line = 0;
};

/// Reads TOML or, where it begins with '{', JSON: one table of names with numbers, texts, truths or
/// lists of them. Throws Error(parse) with `source` and line for anything else.
std::vector<Setting> parse_config(std::string_view text, const std::string& source);

}  // namespace crescent::cli
