#include "html/format.hpp"

#include <cmath>
#include <cstdint>

#include <fmt/format.h>

namespace crescent::cli::html {
namespace {

constexpr const char* kMinus = "−";
constexpr const char* kSpace = "\u00a0";  // keeps a number and its unit on one line

std::string with_minus(std::string digits) {
  if (!digits.empty() && digits[0] == '-') digits.replace(0, 1, kMinus);
  return digits;
}

}  // namespace

std::string number(double value, int significant) {
  if (!std::isfinite(value)) return "–";
  const std::string text = fmt::format("{:.{}g}", value, significant);
  const std::size_t e = text.find('e');
  if (e == std::string::npos) return with_minus(text);
  const int exponent = std::stoi(text.substr(e + 1));
  std::string power = "10<sup>" + with_minus(std::to_string(exponent)) + "</sup>";
  if (text.substr(0, e) == "1") return power;
  return fmt::format("{}{}×{}{}", with_minus(text.substr(0, e)), kSpace, kSpace, power);
}

std::string fixed(double value, int decimals) {
  if (!std::isfinite(value)) return "–";
  return with_minus(fmt::format("{:.{}f}", value, decimals));
}

std::string loss(double value) { return fixed(value, 6); }

std::string count(long long value) {
  std::string text = std::to_string(value);
  const std::size_t first = value < 0 ? 1 : 0;
  for (std::size_t i = text.size(); i > first + 3;) {
    i -= 3;
    text.insert(i, ",");
  }
  return with_minus(text);
}

std::string percent(double share) {
  if (!std::isfinite(share)) return "–";
  return with_minus(fmt::format("{:.1f}{}%", 100 * share, kSpace));
}

std::string relative(double value) {
  if (std::isfinite(value) && std::abs(value) >= 1e-5) {
    return with_minus(fmt::format("{:.2g}{}%", 100 * value, kSpace));
  }
  return number(value, 2);
}

std::string duration(double seconds) {
  if (!std::isfinite(seconds)) return "–";
  if (seconds < 0.9995) return fmt::format("{:.3g}{}ms", 1000 * seconds, kSpace);
  if (seconds < 59.95) return fmt::format("{:.1f}{}s", seconds, kSpace);
  const long long whole = std::llround(seconds);
  return fmt::format("{}{}min {}{}s", whole / 60, kSpace, whole % 60, kSpace);
}

std::string base64(const std::string& bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t block = 0;  // three bytes, the missing ones zero
    for (std::size_t k = i; k < i + 3; ++k) {
      block = (block << 8) | (k < bytes.size() ? static_cast<unsigned char>(bytes[k]) : 0u);
    }
    for (int digit = 0; digit < 4; ++digit) {
      const bool padding = i + static_cast<std::size_t>(digit) > bytes.size();
      text += padding ? '=' : kDigits[(block >> (18 - 6 * digit)) & 63u];
    }
  }
  return text;
}

}  // namespace crescent::cli::html
