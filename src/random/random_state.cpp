#include <cmath>
#include <limits>
#include <numeric>
#include <sstream>

#include <fmt/format.h>

#include <crescent/base/bit_cast.hpp>
#include <crescent/base/error.hpp>
#include <crescent/random/random_state.hpp>

namespace crescent::random {

double RandomState::random_sample() {
  const std::uint32_t high = next32() >> 5;  // 27 bits
  const std::uint32_t low = next32() >> 6;   // 26 bits
  return (high * 0x1p26 + low) / 0x1p53;
}

double RandomState::uniform(double low, double high) {
  const double range = high - low;
  if (!std::isfinite(range)) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("no uniform numbers between {} and {}: the bounds and their distance "
                            "must be finite",
                            low, high));
  }
  return low + range * random_sample();
}

double RandomState::standard_normal() {
  if (has_second_normal_) {
    has_second_normal_ = false;
    return second_normal_;
  }
  double x1 = 0.0;
  double x2 = 0.0;
  double r2 = 0.0;
  do {  // a point in the unit disc, without its centre
    x1 = 2.0 * random_sample() - 1.0;
    x2 = 2.0 * random_sample() - 1.0;
    r2 = x1 * x1 + x2 * x2;
  } while (r2 >= 1.0 || r2 == 0.0);
  const double factor = std::sqrt(-2.0 * std::log(r2) / r2);
  // The order matters: the second coordinate is handed out first.
  second_normal_ = factor * x1;
  has_second_normal_ = true;
  return factor * x2;
}

double RandomState::normal(double loc, double scale) {
  if (!(scale >= 0.0)) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("a normal's standard deviation is {}; give a number >= 0", scale));
  }
  return loc + scale * standard_normal();
}

std::int64_t RandomState::randint(std::int64_t low, std::int64_t high) {
  if (low >= high) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("no integer lies in [{}, {}); low must be below high", low, high));
  }
  // Unsigned arithmetic wraps, so the distance is right even where it does not fit int64.
  const auto offset = static_cast<std::uint64_t>(low);
  return static_cast<std::int64_t>(offset +
                                   interval(static_cast<std::uint64_t>(high) - 1 - offset));
}

std::vector<std::uint32_t> RandomState::state() const {
  std::stringstream text;  // the one way to the numbers inside
  text << generator_;
  std::vector<std::uint32_t> state;
  for (std::uint32_t word = 0; text >> word;) state.push_back(word);
  const auto normal = bit_cast<std::uint64_t>(second_normal_);
  state.push_back(has_second_normal_ ? 1 : 0);
  state.push_back(static_cast<std::uint32_t>(normal >> 32));
  state.push_back(static_cast<std::uint32_t>(normal));
  return state;
}

void RandomState::set_state(const std::vector<std::uint32_t>& state) {
  constexpr std::size_t words = std::mt19937::state_size, extra = 3;
  const std::size_t expected = RandomState().state().size();
  // Behind the words some libraries keep a position among them, which they do not check.
  if (state.size() != expected || (expected > words + extra && state[words] > words)) {
    throw Error(ErrorCode::invalid_argument, "is no state of a random stream");
  }
  std::stringstream text;
  for (std::size_t i = 0; i + extra < state.size(); ++i) text << state[i] << ' ';
  text >> generator_;
  const std::size_t end = state.size();
  has_second_normal_ = state[end - 3] != 0;
  second_normal_ = bit_cast<double>(std::uint64_t{state[end - 2]} << 32 | state[end - 1]);
}

std::vector<std::size_t> RandomState::permutation(std::size_t n) {
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  shuffle(std::span(order));
  return order;
}

std::uint64_t RandomState::next64() {
  const std::uint64_t high = next32();
  return high << 32 | next32();
}

std::uint64_t RandomState::interval(std::uint64_t max) {
  if (max == 0) return 0;  // one possible answer draws nothing
  const std::uint64_t mask = std::numeric_limits<std::uint64_t>::max() >> std::countl_zero(max);
  const bool narrow = max <= std::numeric_limits<std::uint32_t>::max();
  std::uint64_t value = 0;
  do {
    value = (narrow ? next32() : next64()) & mask;
  } while (value > max);
  return value;
}

}  // namespace crescent::random
