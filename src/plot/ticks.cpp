#include "plot/ticks.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace crescent::plot {
namespace {

std::string superscript(int number) {
  static constexpr std::array<const char*, 10> kDigits{"⁰", "¹", "²", "³", "⁴",
                                                       "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string result;
  for (const char c : std::to_string(number)) {
    result += c == '-' ? "⁻" : kDigits[static_cast<std::size_t>(c - '0')];
  }
  return result;
}

int decade(double value) { return static_cast<int>(std::floor(std::log10(value) + 1e-9)); }

std::string with_minus(std::string text) {
  if (text.starts_with('-')) text.replace(0, 1, "−");
  return text;
}

std::string scientific(double value, double step) {
  if (value == 0) return "0";
  const int exponent = decade(std::abs(value));
  const int digits = std::clamp(exponent - decade(step), 0, 12);
  const double mantissa = value / std::pow(10.0, exponent);
  const std::string power = "10" + superscript(exponent);
  if (digits == 0 && std::lround(std::abs(mantissa)) == 1) return (value < 0 ? "−" : "") + power;
  return with_minus(fmt::format("{:.{}f}", mantissa, digits)) + "×" + power;
}

std::vector<Tick> linear_ticks(double min, double max, int count) {
  const double rough = (max - min) / std::max(count, 1);
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  const double ratio = rough / power;
  const double step = power * (ratio < 1.5 ? 1 : ratio < 3.5 ? 2 : ratio < 7.5 ? 5 : 10);
  const double largest = std::max(std::abs(min), std::abs(max));
  const bool plain = largest < 1e6 && decade(step) >= -4;
  std::vector<Tick> ticks;
  // The slack keeps a round end of the range in; the bound keeps a range without digits finite.
  const double first = std::ceil(min / step - 1e-9);
  for (int i = 0; i < 100; ++i) {
    const double multiple = first + i;
    const double value = multiple == 0 ? 0.0 : multiple * step;
    if (!(value <= max + step * 1e-9)) break;
    ticks.push_back(
        {value, plain ? with_minus(fmt::format("{:.{}f}", value, std::max(0, -decade(step))))
                      : scientific(value, step)});
  }
  return ticks;
}

std::string log_text(double value, int exponent) {
  if (exponent >= -3 && exponent <= 4) return fmt::format("{:.{}f}", value, std::max(0, -exponent));
  return scientific(value, std::pow(10.0, exponent));
}

std::vector<Tick> log_ticks(double min, double max, int count) {
  const int low = decade(min);
  const int high = decade(max);
  std::vector<Tick> ticks;
  const auto add = [&](int exponent, double factor) {
    const double value = factor * std::pow(10.0, exponent);
    if (value < min * (1 - 1e-9) || value > max * (1 + 1e-9)) return;
    // All powers on a wide axis, so that its texts agree with each other.
    const bool wide = high > 4 || low < -4;
    ticks.push_back(
        {value, wide ? scientific(value, std::pow(10.0, exponent)) : log_text(value, exponent)});
  };
  const bool short_range = std::log10(max / min) * 3 < count + 2;
  if (short_range) {
    for (int e = low; e <= high; ++e) {
      for (const double factor : {1.0, 2.0, 5.0}) add(e, factor);
    }
    return ticks.size() < 2 ? linear_ticks(min, max, count) : ticks;
  }
  const int every = std::max(1, static_cast<int>(std::ceil((high - low) / (count + 0.999))));
  for (int e = low; e <= high; ++e) {
    if (e % every == 0) add(e, 1.0);
  }
  return ticks;
}

}  // namespace

double Scale::share(double value) const {
  return log ? std::log(value / min) / std::log(max / min) : (value - min) / (max - min);
}

std::vector<Tick> make_ticks(double min, double max, bool log, int count) {
  return log ? log_ticks(min, max, count) : linear_ticks(min, max, count);
}

}  // namespace crescent::plot
