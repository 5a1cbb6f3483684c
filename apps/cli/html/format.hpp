#pragma once

#include <string>

namespace crescent::cli::html {

/// A number as text, to so many significant digits: "0.0689465", "−1.5", "3 × 10<sup>−16</sup>".
/// "–" where it is not finite.
std::string number(double value, int significant = 6);

/// With a fixed number of decimals, for columns that should line up.
std::string fixed(double value, int decimals);

/// A loss as the command prints it, with six decimals.
std::string loss(double value);

/// A whole number with commas between thousands: "20,000".
std::string count(long long value);

/// A share as percent with one decimal: 0.975 -> "97.5 %".
std::string percent(double share);

/// A relative difference: percent where it can be seen, else a power of ten.
std::string relative(double value);

/// "24 ms", "1.3 s", "2 min 5 s".
std::string duration(double seconds);

/// `bytes` in base64 (RFC 4648), as data: addresses need it.
std::string base64(const std::string& bytes);

}  // namespace crescent::cli::html
