#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <crescent/base/error.hpp>
#include <crescent/data/table.hpp>

namespace crescent::data {

/// An array of numbers as it lies in a file.
struct RawArray {
  std::vector<std::size_t> shape;
  bool fortran_order = false;  ///< the first index runs fastest
  std::size_t item_bytes = 0;
  std::function<double(const char*)> item;  ///< one number of `item_bytes`
};

/// The table of `values`, which holds no fewer and no more bytes than `array` says: one row for
/// each element of the first dimension. Throws Error(parse) if it does, Error(data) for an array
/// that is no table. `kind` names the format in messages.
Table array_table(const RawArray& array, std::string_view values, const std::string& source,
                  const char* kind);

/// Reads a number of type T, most significant byte first if `big_endian`.
template <class T>
double read_item(const char* bytes, bool big_endian) {
  unsigned char raw[sizeof(T)];
  std::memcpy(raw, bytes, sizeof(T));
  if (big_endian != (std::endian::native == std::endian::big))
    for (std::size_t i = 0; i < sizeof(T) / 2; ++i) std::swap(raw[i], raw[sizeof(T) - 1 - i]);
  T value;
  std::memcpy(&value, raw, sizeof(T));
  return static_cast<double>(value);
}

}  // namespace crescent::data
