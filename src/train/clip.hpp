#pragma once

// Derived in docs/maths.md, "Clipping".

#include <array>
#include <cmath>
#include <cstddef>
#include <span>

namespace crescent::train {

/// The Euclidean norm, in float64. Added up in an order that the length alone decides: the same
/// bits for any engine's threads and on every instruction set.
template <class T>
double norm(std::span<const T> values) {
  constexpr std::size_t lanes = 8;  // sums side by side: no addition waits for the one before
  std::array<double, lanes> sums{};
  std::size_t i = 0;
  for (; i + lanes <= values.size(); i += lanes) {
    for (std::size_t j = 0; j < lanes; ++j) {
      const auto value = static_cast<double>(values[i + j]);
      sums[j] += value * value;
    }
  }
  for (; i < values.size(); ++i) {
    sums[0] += static_cast<double>(values[i]) * static_cast<double>(values[i]);
  }
  double sum = 0;
  for (const double part : sums) sum += part;
  return std::sqrt(sum);
}

/// Shortens the gradient to the length `most` where it is longer (Pascanu et al. 2013): its
/// direction stays. One that is not finite stays as it is, for others to notice.
template <class T>
void clip_to_norm(std::span<T> gradient, double most) {
  const double length = norm<T>(gradient);
  if (!(length > most) || !std::isfinite(length)) return;
  const T factor = static_cast<T>(most / length);
  for (T& value : gradient) value *= factor;
}

}  // namespace crescent::train
