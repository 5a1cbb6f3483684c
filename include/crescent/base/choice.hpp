#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crescent {

/// Position of `text` among `names`. Throws Error(invalid_argument) that lists them:
/// "'addam' is no solver; choose one of: gd, sgd, adam".
std::size_t find_choice(const std::vector<std::string>& names, std::string_view text,
                        std::string_view what);

}  // namespace crescent
