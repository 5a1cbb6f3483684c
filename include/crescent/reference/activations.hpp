#pragma once

#include <cmath>

#include <crescent/base/matrix.hpp>
#include <crescent/reference/architecture.hpp>
#include <crescent/reference/scalar.hpp>

namespace crescent::reference {

/// sigmoid(z) = 1 / (1 + e^-z), written so that e never overflows.
template <class T>
T sigmoid(T z) {
  using std::exp;
  if (real_part(z) >= 0) return T(1) / (T(1) + exp(-z));
  const T e = exp(z);  // e^z / (e^z + 1) is the same number
  return e / (T(1) + e);
}

/// d sigmoid / dz = s (1 - s), by its own value s = sigmoid(z).
template <class T>
T sigmoid_derivative(T s) {
  return s * (T(1) - s);
}

/// a = f(z).
template <class T>
T activate(Activation f, T z) {
  using std::tanh;
  switch (f) {
    case Activation::tanh:
      return tanh(z);
    case Activation::sigmoid:
      return sigmoid(z);
    case Activation::relu:
      return real_part(z) > 0 ? z : T(0);
    case Activation::identity:
      break;
  }
  return z;
}

/// f'(z), by a = f(z): each of these functions' slopes can be read off its value.
///   tanh:     a = tanh(z)          f' = 1 - a²
///   sigmoid:  a = 1 / (1 + e^-z)   f' = a (1 - a)
///   relu:     a = max(z, 0)        f' = 1 where a > 0, else 0 (0 at the kink, by convention)
///   identity: a = z                f' = 1
template <class T>
T activation_derivative(Activation f, T a) {
  switch (f) {
    case Activation::tanh:
      return T(1) - a * a;
    case Activation::sigmoid:
      return sigmoid_derivative(a);
    case Activation::relu:
      return real_part(a) > 0 ? T(1) : T(0);
    case Activation::identity:
      break;
  }
  return T(1);
}

/// a = f(z), entry by entry.
template <class T>
Matrix<T> activation_forward(Activation f, const Matrix<T>& z) {
  return z.unaryExpr([f](const T& value) { return activate(f, value); });
}

/// Forward: a = f(z). Backward: dz = da ∘ f'(z), entry by entry.
template <class T>
Matrix<T> activation_backward(Activation f, const Matrix<T>& a, const Matrix<T>& da) {
  return da.cwiseProduct(
      a.unaryExpr([f](const T& value) { return activation_derivative(f, value); }));
}

}  // namespace crescent::reference
