#pragma once

#include <cstddef>
#include <string_view>

namespace crescent::data {

/// Where `text` first stops being UTF-8 (RFC 3629: no overlong forms, surrogates or code points
/// above 10FFFF), or npos.
std::size_t find_not_utf8(std::string_view text) noexcept;

}  // namespace crescent::data
