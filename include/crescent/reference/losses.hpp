#pragma once

#include <cmath>
#include <span>

#include <crescent/base/matrix.hpp>
#include <crescent/reference/activations.hpp>
#include <crescent/reference/architecture.hpp>
#include <crescent/reference/scalar.hpp>

namespace crescent::reference {

/// Whether the gradient is that of the objective J summed over the examples (the tutorial) or of
/// J / n (scikit-learn, PyTorch). The loss that is reported is always J / n.
enum class Reduction { sum, mean };

/// The one place where sums, means and penalties are decided.
///   J = Σ_n cross-entropy of example n + l2 / 2 · Σ W²   (biases are free of the penalty)
struct Loss {
  Reduction reduction = Reduction::mean;
  double l2 = 0.0;  ///< λ >= 0, scikit-learn's `alpha`
  /// Rows of the whole data set where a batch is only a part of it: a batch of b rows then carries
  /// b / data_rows of the penalty, so that an epoch's batches add up to J. 0: the batch is all.
  Index data_rows = 0;
};

/// log p of softmax over each row: log p[k] = z[k] - m - log Σ_j e^(z[j] - m), m = max_j z[j].
/// Subtracting m changes nothing in the result and keeps e from overflowing, at logits of ±1000
/// too.
template <class T>
Matrix<T> log_softmax(const Matrix<T>& z) {
  using std::exp;
  using std::log;
  Matrix<T> result(z.rows(), z.cols());
  for (Index n = 0; n < z.rows(); ++n) {
    Index largest = 0;
    for (Index k = 1; k < z.cols(); ++k) {
      if (real_part(z(n, k)) > real_part(z(n, largest))) largest = k;
    }
    const T m = z(n, largest);
    T sum(0);
    for (Index k = 0; k < z.cols(); ++k) sum += exp(z(n, k) - m);
    for (Index k = 0; k < z.cols(); ++k) result(n, k) = z(n, k) - m - log(sum);
  }
  return result;
}

/// The loss of a batch, summed over its examples, and its slope in the last layer's z.
template <class T>
struct OutputGradient {
  T loss{};      ///< Σ_n cross-entropy, without penalty
  Matrix<T> p;   ///< (N, K) probabilities, (N, 1) with one sigmoid unit
  Matrix<T> dz;  ///< (N, units) ∂loss/∂z
};

/// Softmax and cross-entropy. Forward: p = softmax(z), L = Σ_n -log p[n, y_n].
///   -log p[y] = log Σ_j e^z[j] - z[y], so ∂/∂z[k] = e^z[k] / Σ_j e^z[j] - [k = y]
///   -> dz = p - one-hot(y)
template <class T>
OutputGradient<T> softmax_cross_entropy(const Matrix<T>& z, std::span<const int> y) {
  using std::exp;
  const Matrix<T> log_p = log_softmax(z);
  OutputGradient<T> out;
  out.p = log_p.unaryExpr([](const T& value) { return exp(value); });
  out.dz = out.p;
  for (Index n = 0; n < z.rows(); ++n) {
    const Index k = y[static_cast<std::size_t>(n)];
    out.loss -= log_p(n, k);
    out.dz(n, k) -= T(1);
  }
  return out;
}

/// One sigmoid unit and binary cross-entropy. Forward: p = sigmoid(z) is the probability of class
/// 1, L = Σ_n -y log p - (1 - y) log(1 - p) = Σ_n log(1 + e^z) - y z.
///   d/dz log(1 + e^z) = e^z / (1 + e^z) = p
///   -> dz = p - y
template <class T>
OutputGradient<T> sigmoid_cross_entropy(const Matrix<T>& z, std::span<const int> y) {
  using std::exp;
  OutputGradient<T> out;
  out.p = z.unaryExpr([](const T& value) { return sigmoid(value); });
  out.dz = out.p;
  for (Index n = 0; n < z.rows(); ++n) {
    const T target = static_cast<T>(static_cast<double>(y[static_cast<std::size_t>(n)]));
    const T value = z(n, 0);
    // log(1 + e^z) = z + log(1 + e^-z): the exponent that cannot overflow.
    const T softplus = real_part(value) > 0 ? value + log1p(exp(-value)) : log1p(exp(value));
    out.loss += softplus - target * value;
    out.dz(n, 0) -= target;
  }
  return out;
}

/// The output's probabilities, loss and slope, whichever it is.
template <class T>
OutputGradient<T> output_loss(Output output, const Matrix<T>& z, std::span<const int> y) {
  return output == Output::sigmoid ? sigmoid_cross_entropy(z, y) : softmax_cross_entropy(z, y);
}

/// Probabilities (N, K) from the last layer's z; with one sigmoid unit both columns, 1 - p and p.
template <class T>
Matrix<T> output_probabilities(Output output, const Matrix<T>& z) {
  using std::exp;
  if (output == Output::softmax) {
    return log_softmax(z).unaryExpr([](const T& value) { return exp(value); });
  }
  Matrix<T> p(z.rows(), 2);
  for (Index n = 0; n < z.rows(); ++n) {
    p(n, 0) = sigmoid(-z(n, 0));  // 1 - sigmoid(z), without cancellation
    p(n, 1) = sigmoid(z(n, 0));
  }
  return p;
}

}  // namespace crescent::reference
