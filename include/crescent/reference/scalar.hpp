#pragma once

#include <cmath>
#include <complex>

namespace crescent::reference {

// What the formulas need of a number, for real and complex alike. With x + ih and a tiny h, the
// imaginary part carries the derivative (complex step); comparisons and logarithms' branches look
// at the real part alone, as the real formula would.

template <class T>
T real_part(T x) {
  return x;
}
template <class T>
T real_part(const std::complex<T>& x) {
  return x.real();
}

/// log(1 + x) without losing small x.
template <class T>
T log1p(T x) {
  return std::log1p(x);
}
/// First order in the imaginary part: exact for a complex step, whose square vanishes.
template <class T>
std::complex<T> log1p(const std::complex<T>& x) {
  return {std::log1p(x.real()), x.imag() / (T(1) + x.real())};
}

}  // namespace crescent::reference
