#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <crescent/base/choice.hpp>
#include <crescent/base/error.hpp>

namespace crescent {

std::size_t find_choice(const std::vector<std::string>& names, std::string_view text,
                        std::string_view what) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) {
    throw Error(ErrorCode::invalid_argument, fmt::format("'{}' is no {}; choose one of: {}", text,
                                                         what, fmt::join(names, ", ")));
  }
  return static_cast<std::size_t>(std::distance(names.begin(), found));
}

}  // namespace crescent
