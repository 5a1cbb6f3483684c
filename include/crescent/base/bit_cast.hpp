#pragma once

#include <cstring>
#include <type_traits>

namespace crescent {

/// C++20's std::bit_cast, which the standard library of Debian's emscripten does not have yet: the
/// bits of `from` as another type of the same size.
template <class To, class From>
To bit_cast(const From& from) noexcept {
  static_assert(sizeof(To) == sizeof(From) && std::is_trivially_copyable_v<To> &&
                std::is_trivially_copyable_v<From>);
  To to;
  std::memcpy(&to, &from, sizeof(To));
  return to;
}

}  // namespace crescent
