#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace crescent::data {

inline bool is_digit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

/// Eight characters as one number, the first in the lowest byte.
inline std::uint64_t load_characters(const char* text) {
  std::uint64_t characters = 0;
  std::memcpy(&characters, text, sizeof characters);
  return characters;
}

/// Digits (as bytes 0 to 9, the first in the lowest byte) as the number they spell: neighbours are
/// joined to pairs, pairs to fours, fours to eights.
inline std::uint64_t join_digits(std::uint64_t digits) {
  digits = (digits * 10 + (digits >> 8)) & 0x00FF00FF00FF00FF;
  digits = (digits * 100 + (digits >> 16)) & 0x0000FFFF0000FFFF;
  return (digits * 10000 + (digits >> 32)) & 0xFFFFFFFF;
}

/// Digits of a cell without its point, and how many of them stood behind it.
struct Digits {
  std::uint64_t whole = 0;
  std::size_t decimals = 0;
};

/// At most 15 digits, one by one. False if `p` to `end` is anything else.
inline bool read_digits(const char* p, const char* end, Digits& digits) {
  const char* const first = p;
  for (; p != end && is_digit(*p); ++p)
    digits.whole = 10 * digits.whole + static_cast<std::uint64_t>(*p - '0');
  auto count = p - first;
  if (p != end && *p == '.') {
    const char* const point = ++p;
    for (; p != end && is_digit(*p); ++p)
      digits.whole = 10 * digits.whole + static_cast<std::uint64_t>(*p - '0');
    digits.decimals = static_cast<std::size_t>(p - point);
    count += p - point;
  }
  return p == end && count > 0 && count <= 15;
}

/// The same for 8 to 16 characters without a loop, eight at a time, on little-endian processors:
/// tables of measurements are full of such numbers.
inline bool read_digits_at_once(const char* p, const char* end, Digits& digits) {
  constexpr std::uint64_t zeros = 0x3030303030303030, ones = 0x0101010101010101,
                          tops = 0x8080808080808080, points = ones * ('.' ^ '0');
  const auto size = static_cast<std::size_t>(end - p);
  // The cell at the end of 16 bytes, digits as 0 to 9, zeros before.
  std::uint64_t low = load_characters(end - 8) ^ zeros;
  std::uint64_t high = size == 8 ? 0 : (load_characters(p) ^ zeros) << (8 * (16 - size));
  // The top bit of each byte that is a point, and of none below the first that is.
  const auto find_points = [](std::uint64_t bytes) {
    const std::uint64_t other = bytes ^ points;
    return (other - ones) & ~other & tops;
  };
  // The bytes before the point (in `mask`) move up by one and fill its place.
  const auto close_up = [](std::uint64_t bytes, std::uint64_t mask, std::uint64_t carry) {
    return (bytes & ~(mask << 8 | 0xFF)) | (bytes & mask) << 8 | carry;
  };
  std::size_t count = size;
  if (const std::uint64_t point = find_points(low); point != 0) {
    const auto place = static_cast<std::size_t>(std::countr_zero(point)) / 8;
    low = close_up(low, (std::uint64_t{1} << (8 * place)) - 1, high >> 56);
    high <<= 8;
    digits.decimals = 7 - place;
    --count;
  } else if (const std::uint64_t far = find_points(high); far != 0) {
    const auto place = static_cast<std::size_t>(std::countr_zero(far)) / 8;
    high = close_up(high, (std::uint64_t{1} << (8 * place)) - 1, 0);
    digits.decimals = 15 - place;
    --count;
  }
  constexpr std::uint64_t above_nine = ones * (0x80 - 10);
  const std::uint64_t wrong = (low | (low + above_nine) | high | (high + above_nine)) & tops;
  digits.whole = join_digits(high) * 100'000'000 + join_digits(low);
  return wrong == 0 && count <= 15;
}

/// A plain decimal of at most 15 digits: its digits are a whole number that a double holds exactly,
/// and so is the power of ten by which it is divided, so that the one rounding of the division
/// gives the nearest double (Clinger 1990). False for everything else, numbers too.
inline bool parse_short_decimal(std::string_view cell, double& number) {
  static constexpr std::array<double, 16> powers = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  if (cell.empty() || cell.size() > 17) return false;
  const char* p = cell.data();
  const char* const end = p + cell.size();
  const bool negative = *p == '-';
  p += negative;
  Digits digits;
  const bool at_once = std::endian::native == std::endian::little && end - p >= 8 && end - p <= 16;
  if (!(at_once ? read_digits_at_once(p, end, digits) : read_digits(p, end, digits))) return false;
  static constexpr std::array<double, 2> signs = {1, -1};  // no branch: signs cannot be guessed
  number = signs[negative] * (static_cast<double>(digits.whole) / powers[digits.decimals]);
  return true;
}

/// `parse_number` with the number in a place of the caller's; false if the cell spells none.
bool read_number(std::string_view cell, double& number) noexcept;

}  // namespace crescent::data
