#include "order_statistics.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include <crescent/base/bit_cast.hpp>

namespace crescent::preprocess {
namespace {

constexpr int digit = 16, bits = 64;
constexpr std::uint64_t sign = std::uint64_t{1} << (bits - 1);

/// Integers in the order of the numbers (radix sort of floating-point numbers, Herf 2001).
std::uint64_t key_of(double number) {
  const auto key = bit_cast<std::uint64_t>(number);
  return key & sign ? ~key : key | sign;
}
double number_of(std::uint64_t key) { return bit_cast<double>(key & sign ? key ^ sign : ~key); }

/// The numbers whose keys begin with `prefix`, all but the last `shift` bits.
struct Range {
  std::uint64_t prefix = 0;
  int shift = bits;
  std::size_t below = 0;   ///< how many numbers are smaller
  std::size_t within = 0;  ///< how many there are

  std::uint64_t prefix_of(double number) const {
    return shift == bits ? 0 : key_of(number) >> shift;
  }
};

/// The part of the range, with one digit more, that has the k-th smallest of all numbers.
Range narrowed(const Cells& cells, std::size_t column, const Range& range, std::size_t k) {
  std::vector<std::size_t> counts(std::size_t{1} << digit);
  const int shift = range.shift - digit;
  for_each_number(cells, column, [&](double number) {
    if (range.prefix_of(number) == range.prefix)
      ++counts[(key_of(number) >> shift) % counts.size()];
  });
  std::size_t place = 0, below = range.below;
  while (k >= below + counts[place]) below += counts[place++];
  return {(range.prefix << digit) + place, shift, below, counts[place]};
}

}  // namespace

std::pair<double, double> order_statistics(const Cells& cells, std::size_t column,
                                           std::size_t count, std::size_t k) {
  Range range{.within = count};
  while (range.within > cells.most_copied() && range.shift > 0)
    range = narrowed(cells, column, range, k);
  const bool equal = range.shift == 0;  // all within, so none needs to be copied
  std::vector<double> within;
  double above = std::numeric_limits<double>::infinity();
  if (!equal) within.reserve(range.within);
  for_each_number(cells, column, [&](double number) {
    const std::uint64_t prefix = range.prefix_of(number);
    if (prefix > range.prefix) above = std::min(above, number);
    if (prefix == range.prefix && !equal) within.push_back(number);
  });
  const std::size_t place = k - range.below;
  const bool last_within = place + 1 == range.within;
  double first = number_of(range.prefix), second = first;
  if (!equal) {
    const auto at = within.begin() + static_cast<std::ptrdiff_t>(place);
    std::nth_element(within.begin(), at, within.end());
    first = *at;
    if (!last_within) second = *std::min_element(at + 1, within.end());
  }
  if (last_within) second = k + 1 == count ? first : above;
  return {first, second};
}

}  // namespace crescent::preprocess
