// Highway compiles this file once for each instruction set.
#include "data/csv_stops.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "data/csv_stops.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace crescent::data {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
// Of one size on every instruction set, so that a block of 64 bytes gives one word of bits.
using Bytes = hn::CappedTag<std::uint8_t, 64>;

/// Bit i is set where byte i of the 64 is a stop.
HWY_ATTR std::uint64_t stop_bits(const std::uint8_t* bytes, std::uint8_t delimiter) {
  const Bytes d;
  const auto is_delimiter = hn::Set(d, delimiter);
  const auto is_lf = hn::Set(d, std::uint8_t{'\n'});
  const auto is_cr = hn::Set(d, std::uint8_t{'\r'});
  std::uint8_t packed[8] = {};
  for (std::size_t i = 0; i < 64; i += hn::Lanes(d)) {
    const auto v = hn::LoadU(d, bytes + i);
    const auto stops = hn::Or(hn::Eq(v, is_delimiter), hn::Or(hn::Eq(v, is_lf), hn::Eq(v, is_cr)));
#if HWY_TARGET == HWY_SCALAR  // one byte at a time
    packed[i / 8] |= static_cast<std::uint8_t>(hn::AllTrue(d, stops) << (i % 8));
#else
    hn::StoreMaskBits(d, stops, packed + i / 8);
#endif
  }
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 8; ++i) bits |= std::uint64_t{packed[i]} << (8 * i);
  return bits;
}

HWY_ATTR std::uint32_t* append_positions(std::uint64_t bits, std::uint32_t base,
                                         std::uint32_t* stops) {
  for (; bits != 0; bits &= bits - 1)
    *stops++ = base + static_cast<std::uint32_t>(std::countr_zero(bits));
  return stops;
}

HWY_ATTR std::size_t find_stops(const std::uint8_t* bytes, std::size_t size, std::uint8_t delimiter,
                                std::uint32_t* stops) {
  std::uint32_t* end = stops;
  std::size_t i = 0;
  for (; i + 64 <= size; i += 64)
    end = append_positions(stop_bits(bytes + i, delimiter), static_cast<std::uint32_t>(i), end);
  if (i < size) {
    std::uint8_t last[64];
    std::memset(last, delimiter == 'x' ? 'y' : 'x', sizeof last);  // anything that is no stop
    std::memcpy(last, bytes + i, size - i);
    end = append_positions(stop_bits(last, delimiter), static_cast<std::uint32_t>(i), end);
  }
  return static_cast<std::size_t>(end - stops);
}

HWY_ATTR TextSurvey survey(const std::uint8_t* bytes, std::size_t size) {
  const Bytes d;
  auto all = hn::Zero(d);
  auto least = hn::Set(d, std::uint8_t{255});
  std::size_t i = 0;
  for (; i + hn::Lanes(d) <= size; i += hn::Lanes(d)) {
    const auto v = hn::LoadU(d, bytes + i);
    all = hn::Or(all, v);
    least = hn::Min(least, v);
  }
  TextSurvey found{.nul = !hn::AllFalse(d, hn::Eq(least, hn::Zero(d))),
                   .not_ascii = !hn::AllFalse(
                       d, hn::Ne(hn::And(all, hn::Set(d, std::uint8_t{128})), hn::Zero(d)))};
  for (; i < size; ++i) {
    found.nul |= bytes[i] == 0;
    found.not_ascii |= bytes[i] > 127;
  }
  return found;
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::data
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace crescent::data {

HWY_EXPORT(find_stops);
HWY_EXPORT(survey);

std::size_t find_stops(std::string_view text, char delimiter, std::uint32_t* stops) noexcept {
  return HWY_DYNAMIC_DISPATCH(find_stops)(reinterpret_cast<const std::uint8_t*>(text.data()),
                                          text.size(), static_cast<std::uint8_t>(delimiter), stops);
}

TextSurvey survey(std::string_view text) noexcept {
  return HWY_DYNAMIC_DISPATCH(survey)(reinterpret_cast<const std::uint8_t*>(text.data()),
                                      text.size());
}

void StopFinder::fill(std::size_t position) {
  constexpr std::size_t most = 32 * 1024;
  block_ = std::max(block_end_, std::min(position, text_.size()));
  const std::string_view block = text_.substr(block_, most);
  block_end_ = block_ + block.size();
  if (stops_.size() < block.size() + 64) stops_.resize(block.size() + 64);
  count_ = find_stops(block, delimiter_, stops_.data());
  next_ = 0;
}

}  // namespace crescent::data

#endif
