#pragma once

// Derived in docs/maths.md, "Softmax with cross-entropy".
// Derived in docs/maths.md, "Sigmoid with binary cross-entropy".
// Derived in docs/maths.md, "Smoothed labels".
// Derived in docs/maths.md, "Regression".
// Derived in docs/maths.md, "The objective: sums, means, penalty".

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/reference/activations.hpp>
#include <crescent/reference/architecture.hpp>
#include <crescent/reference/scalar.hpp>

namespace crescent::reference {

/// Whether the gradient is that of the objective J summed over the examples (the tutorial) or of
/// J / n (scikit-learn, PyTorch). The loss that is reported is always J / n.
enum class Reduction { sum, mean };

/// What a regression's error r = p - t costs: squared r² / 2 (as scikit-learn's MLPRegressor),
/// absolute |r|, huber r² / 2 where |r| <= δ and δ (|r| - δ / 2) beyond. Added over the outputs.
enum class Regression { squared, absolute, huber };

/// The one place where sums, means, weights and penalties are decided. For n examples:
///   J = Σ_n w_n L_n + l1 · Σ|W| + l2 / 2 · Σ W²   (biases are free of the penalties)
/// w_n is example n's weight, 1 unless Targets::weights says otherwise. J / n divides by the number
/// of examples, not by the sum of their weights: whoever wants a weighted mean scales the weights
/// to mean 1.
struct Loss {
  Reduction reduction = Reduction::mean;
  double l2 = 0.0;  ///< λ >= 0, scikit-learn's `alpha`
  /// Rows of the whole data set where a batch is only a part of it: a batch of b rows then carries
  /// b / data_rows of the penalties, so that an epoch's batches add up to J. 0: the batch is all.
  Index data_rows = 0;
  double l1 = 0.0;  ///< >= 0; its slope at W = 0 is taken as 0
  /// s in [0, 1), for classes: the target of K classes is (1 - s) onehot(y) + s / K (Szegedy et al.
  /// 2016). One sigmoid unit has K = 2.
  double label_smoothing = 0.0;
  Regression regression = Regression::squared;
  double huber_delta = 1.0;  ///< δ > 0
};

/// Throws Error(invalid_argument) for a number out of range.
void validate(const Loss& loss);

std::string_view name(Regression regression);
/// Throws Error(invalid_argument) that lists the names there are.
Regression parse_regression(std::string_view text);
const std::vector<std::string>& regression_names();

/// What N examples should come out as; the numbers stay the caller's. Classes, or a regression's
/// values; and how much each example counts.
struct Targets {
  Targets() = default;
  Targets(std::span<const int> classes, std::span<const double> example_weights = {})  // NOLINT
      : y(classes), weights(example_weights) {}
  Targets(const std::vector<int>& classes, std::span<const double> example_weights = {})  // NOLINT
      : y(classes), weights(example_weights) {}
  /// `regression_values`: (N, outputs), row-major.
  static Targets of_values(std::span<const double> regression_values,
                           std::span<const double> example_weights = {}) {
    Targets targets;
    targets.values = regression_values;
    targets.weights = example_weights;
    return targets;
  }

  double weight(Index n) const {
    return weights.empty() ? 1.0 : weights[static_cast<std::size_t>(n)];
  }

  std::span<const int> y;           ///< (N) classes, 0 to K - 1
  std::span<const double> values;   ///< (N, outputs) row-major, for a regression
  std::span<const double> weights;  ///< (N) >= 0; empty: 1 each
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
  T loss{};      ///< Σ_n w_n L_n, without penalties
  Matrix<T> p;   ///< (N, units): probabilities, or a regression's values
  Matrix<T> dz;  ///< (N, units) ∂loss/∂z
};

/// The target of class k of K for an example of class y.
inline double smoothed_target(const Loss& loss, Index k, int y, Index classes) {
  const double s = loss.label_smoothing;
  return (1 - s) * (k == y ? 1.0 : 0.0) + s / static_cast<double>(classes);
}

/// Softmax and cross-entropy. Forward: p = softmax(z), L_n = -Σ_k t[n, k] log p[n, k] with the
/// targets t, one-hot(y) unless they are smoothed.
///   As Σ_k t[k] = 1, L = log Σ_j e^z[j] - Σ_k t[k] z[k], so ∂/∂z[k] = e^z[k] / Σ_j e^z[j] - t[k]
///   -> dz = w (p - t)
template <class T>
OutputGradient<T> softmax_cross_entropy(const Matrix<T>& z, const Targets& targets,
                                        const Loss& loss = {}) {
  using std::exp;
  const Matrix<T> log_p = log_softmax(z);
  OutputGradient<T> out;
  out.p = log_p.unaryExpr([](const T& value) { return exp(value); });
  out.dz = out.p;
  for (Index n = 0; n < z.rows(); ++n) {
    const T w = T(targets.weight(n));
    const int y = targets.y[static_cast<std::size_t>(n)];
    for (Index k = 0; k < z.cols(); ++k) {
      const T t = T(smoothed_target(loss, k, y, z.cols()));
      if (t != T(0)) out.loss -= w * t * log_p(n, k);
      out.dz(n, k) = w * (out.p(n, k) - t);
    }
  }
  return out;
}

/// One sigmoid unit and binary cross-entropy. Forward: p = sigmoid(z) is the probability of class
/// 1, L_n = -t log p - (1 - t) log(1 - p) = log(1 + e^z) - t z with the target t, y unless it is
/// smoothed.
///   d/dz log(1 + e^z) = e^z / (1 + e^z) = p
///   -> dz = w (p - t)
template <class T>
OutputGradient<T> sigmoid_cross_entropy(const Matrix<T>& z, const Targets& targets,
                                        const Loss& loss = {}) {
  OutputGradient<T> out;
  out.p = z.unaryExpr([](const T& value) { return sigmoid(value); });
  out.dz = out.p;
  for (Index n = 0; n < z.rows(); ++n) {
    const T w = T(targets.weight(n));
    const T t = T(smoothed_target(loss, 1, targets.y[static_cast<std::size_t>(n)], 2));
    out.loss += w * (softplus(z(n, 0)) - t * z(n, 0));
    out.dz(n, 0) = w * (out.p(n, 0) - t);
  }
  return out;
}

/// What the error r = p - t of one number costs, and the slope in p.
///   squared:  r² / 2                              slope r
///   absolute: |r|                                 slope sign(r), 0 at 0
///   huber:    r² / 2, or δ (|r| - δ / 2) beyond   slope r, or δ sign(r) beyond
template <class T>
struct ErrorCost {
  T cost;
  T slope;
};
template <class T>
ErrorCost<T> error_cost(const Loss& loss, T r) {
  const T delta = T(loss.huber_delta);
  const bool far = std::abs(real_part(r)) > real_part(delta);
  if (loss.regression == Regression::absolute) return {magnitude(r), sign(r)};
  if (loss.regression == Regression::huber && far) {
    return {delta * (magnitude(r) - delta * T(0.5)), delta * sign(r)};
  }
  return {r * r * T(0.5), r};
}

/// Regression. Forward: p = z, L_n = Σ_k cost(z[n, k] - values[n, k])
///   -> dz = w · the cost's slope
template <class T>
OutputGradient<T> regression_loss(const Matrix<T>& z, const Targets& targets, const Loss& loss) {
  OutputGradient<T> out{.loss = T(0), .p = z, .dz = z};
  for (Index n = 0; n < z.rows(); ++n) {
    const T w = T(targets.weight(n));
    for (Index k = 0; k < z.cols(); ++k) {
      const double target = targets.values[static_cast<std::size_t>(n * z.cols() + k)];
      const ErrorCost<T> error = error_cost(loss, z(n, k) - T(target));
      out.loss += w * error.cost;
      out.dz(n, k) = w * error.slope;
    }
  }
  return out;
}

/// The output's prediction, loss and slope, whichever it is.
template <class T>
OutputGradient<T> output_loss(Output output, const Matrix<T>& z, const Targets& targets,
                              const Loss& loss = {}) {
  if (output == Output::identity) return regression_loss(z, targets, loss);
  return output == Output::sigmoid ? sigmoid_cross_entropy(z, targets, loss)
                                   : softmax_cross_entropy(z, targets, loss);
}

/// Predictions (N, outputs) from the last layer's z: probabilities, with one sigmoid unit both
/// columns, 1 - p and p; or a regression's values.
template <class T>
Matrix<T> output_probabilities(Output output, const Matrix<T>& z) {
  using std::exp;
  if (output == Output::identity) return z;
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
