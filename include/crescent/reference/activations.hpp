#pragma once

// Derived in docs/maths.md, "Backward through an activation".

#include <cmath>
#include <numbers>

#include <crescent/base/matrix.hpp>
#include <crescent/reference/architecture.hpp>
#include <crescent/reference/scalar.hpp>

namespace crescent::reference {

constexpr double leaky_relu_slope = 0.01;  ///< for z < 0; PyTorch's and ONNX's default
/// With these two, activations of mean 0 and variance 1 keep them from layer to layer (Klambauer et
/// al. 2017, "Self-normalizing neural networks").
constexpr double selu_alpha = 1.6732632423543772848170429916717;
constexpr double selu_scale = 1.0507009873554804934193349852946;

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

/// softplus(z) = log(1 + e^z) = z + log(1 + e^-z): the exponent that cannot overflow.
template <class T>
T softplus(T z) {
  using std::exp;
  return real_part(z) > 0 ? z + log1p(exp(-z)) : log1p(exp(z));
}

/// Φ(z), the standard normal distribution's share below z.
template <class T>
T normal_cdf(T z) {
  return T(0.5) * erfc(-z * T(std::numbers::sqrt2 / 2));
}

/// φ(z) = Φ'(z), its density.
template <class T>
T normal_pdf(T z) {
  using std::exp;
  return exp(-z * z * T(0.5)) * T(std::numbers::inv_sqrtpi * std::numbers::sqrt2 / 2);
}

/// a = f(z).
template <class T>
T activate(Activation f, T z) {
  using std::tanh;
  const bool positive = real_part(z) > 0;
  switch (f) {
    case Activation::tanh:
      return tanh(z);
    case Activation::sigmoid:
      return sigmoid(z);
    case Activation::relu:
      return positive ? z : T(0);
    case Activation::leaky_relu:
      return positive ? z : T(leaky_relu_slope) * z;
    case Activation::elu:
      return positive ? z : expm1(z);
    case Activation::selu:
      return positive ? T(selu_scale) * z : T(selu_scale * selu_alpha) * expm1(z);
    case Activation::gelu:
      return z * normal_cdf(z);
    case Activation::silu:
      return z * sigmoid(z);
    case Activation::mish:
      return z * tanh(softplus(z));
    case Activation::softplus:
      return softplus(z);
    case Activation::identity:
      break;
  }
  return z;
}

/// f'(z), by z and a = f(z). Most slopes can be read off the value alone; gelu, silu and mish first
/// fall and then rise, so that theirs cannot.
///   tanh:        a = tanh(z)             f' = 1 - a²
///   sigmoid:     a = 1 / (1 + e^-z)      f' = a (1 - a)
///   relu:        a = max(z, 0)           f' = 1 where a > 0, else 0 (0 at the kink, by convention)
///   leaky_relu:  a = max(z, c z)         f' = 1 where a > 0, else c = 0.01
///   elu:         a = z or e^z - 1        f' = 1 where a > 0, else e^z = a + 1
///   selu:        a = s z or s α (e^z-1)  f' = s where a > 0, else s α e^z = a + s α
///   gelu:        a = z Φ(z)              f' = Φ(z) + z φ(z)
///   silu:        a = z σ, σ = sigmoid(z) f' = σ + z σ (1 - σ) = σ + a (1 - σ)
///   mish:        a = z t, t = tanh(softplus(z))  f' = t + z (1 - t²) sigmoid(z)
///   softplus:    a = log(1 + e^z)        f' = e^z / (1 + e^z) = 1 - e^-a
///   identity:    a = z                   f' = 1
template <class T>
T activation_derivative(Activation f, T z, T a) {
  using std::tanh;
  const bool positive = real_part(a) > 0;
  switch (f) {
    case Activation::tanh:
      return T(1) - a * a;
    case Activation::sigmoid:
      return sigmoid_derivative(a);
    case Activation::relu:
      return T(positive ? 1 : 0);
    case Activation::leaky_relu:
      return T(positive ? 1 : leaky_relu_slope);
    case Activation::elu:
      return positive ? T(1) : a + T(1);
    case Activation::selu:
      return positive ? T(selu_scale) : a + T(selu_scale * selu_alpha);
    case Activation::gelu:
      return normal_cdf(z) + z * normal_pdf(z);
    case Activation::silu: {
      const T s = sigmoid(z);
      return s + a * (T(1) - s);
    }
    case Activation::mish: {
      const T t = tanh(softplus(z));
      return t + z * (T(1) - t * t) * sigmoid(z);
    }
    case Activation::softplus:
      return -expm1(-a);
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
Matrix<T> activation_backward(Activation f, const Matrix<T>& z, const Matrix<T>& a,
                              const Matrix<T>& da) {
  return da.cwiseProduct(z.binaryExpr(a, [f](const T& z_entry, const T& a_entry) {
    return activation_derivative(f, z_entry, a_entry);
  }));
}

}  // namespace crescent::reference
