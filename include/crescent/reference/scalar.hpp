#pragma once

#include <cmath>
#include <complex>
#include <numbers>

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

/// |x| and its slope: -1, 0 or 1.
template <class T>
T magnitude(T x) {
  return real_part(x) < 0 ? -x : x;
}
template <class T>
T sign(T x) {
  return T((real_part(x) > 0) - (real_part(x) < 0));
}

// For complex numbers these are of first order in the imaginary part: exact for a complex step,
// whose square vanishes.

/// log(1 + x) without losing small x.
template <class T>
T log1p(T x) {
  return std::log1p(x);
}
template <class T>
std::complex<T> log1p(const std::complex<T>& x) {
  return {std::log1p(x.real()), x.imag() / (T(1) + x.real())};
}

/// e^x - 1 without losing small x.
template <class T>
T expm1(T x) {
  return std::expm1(x);
}
template <class T>
std::complex<T> expm1(const std::complex<T>& x) {
  return {std::expm1(x.real()), std::exp(x.real()) * x.imag()};
}

/// The complementary error function, 2 / √π · ∫ e^-t² dt from x to ∞.
template <class T>
T erfc(T x) {
  return std::erfc(x);
}
template <class T>
std::complex<T> erfc(const std::complex<T>& x) {
  const T slope = -2 * std::numbers::inv_sqrtpi_v<T> * std::exp(-x.real() * x.real());
  return {std::erfc(x.real()), slope * x.imag()};
}

}  // namespace crescent::reference
