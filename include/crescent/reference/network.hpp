#pragma once

// Derived in docs/maths.md, "Forward".

#include <cstdint>
#include <span>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/reference/activations.hpp>
#include <crescent/reference/architecture.hpp>
#include <crescent/reference/dense.hpp>
#include <crescent/reference/dropout.hpp>
#include <crescent/reference/losses.hpp>

namespace crescent::reference {

template <class T>
using WeightView = Eigen::Map<const Matrix<T>>;
template <class T>
using BiasView = Eigen::Map<const RowVector<T>>;

/// Layer k's W and b as they lie in the flat buffer; zeros stand in for a bias switched off.
template <class T>
struct LayerParameters {
  Matrix<T> W;     ///< (inputs, units)
  RowVector<T> b;  ///< (units)
};

template <class T>
std::vector<LayerParameters<T>> unpack(const Architecture& architecture,
                                       std::span<const T> parameters) {
  std::vector<LayerParameters<T>> layers(architecture.layers.size());
  for (const ParameterBlock& block : parameter_blocks(architecture)) {
    LayerParameters<T>& layer = layers[block.layer];
    const T* values = parameters.data() + block.offset;
    if (block.role == Role::weight) {
      layer.W = WeightView<T>(values, block.rows, block.cols);
      layer.b = RowVector<T>::Zero(block.cols);
    } else {
      layer.b = BiasView<T>(values, block.cols);
    }
  }
  return layers;
}

/// Everything a forward pass computes; a[0] is the input x, z[k] and a[k + 1] are layer k's.
template <class T>
struct Forward {
  std::vector<Matrix<T>> z;
  std::vector<Matrix<T>> a;
  std::vector<Matrix<T>> factors;  ///< by layer: what dropout multiplied f(z) by; empty: nothing
};

/// z_k = a_(k-1) W_k + b_k, a_k = f_k(z_k), layer after layer; with dropout a_k = f_k(z_k) ∘
/// factors in all layers but the last.
template <class T>
Forward<T> forward(const Architecture& architecture, const std::vector<LayerParameters<T>>& layers,
                   const Matrix<T>& x, const Dropout& dropout = {}) {
  Forward<T> pass;
  pass.a.push_back(x);
  pass.factors.resize(layers.size());
  for (std::size_t k = 0; k < layers.size(); ++k) {
    pass.z.push_back(dense_forward(pass.a.back(), layers[k].W, layers[k].b));
    pass.a.push_back(activation_forward(architecture.layers[k].activation, pass.z.back()));
    if (dropout.rate == 0 || k + 1 == layers.size()) continue;
    Matrix<T>& a = pass.a.back();
    pass.factors[k] = dropout_factors<T>(dropout.rate, dropout.noise, k, a.rows(), a.cols());
    a = a.cwiseProduct(pass.factors[k]).eval();
  }
  return pass;
}

/// What a backward pass finds, layer by layer: delta[k] = ∂J/∂z_k, and the gradients that follow.
template <class T>
struct Backward {
  T objective{};                 ///< J: the examples' losses and the penalties
  Matrix<T> p;                   ///< predictions, as in OutputGradient
  std::vector<Matrix<T>> delta;  ///< (N, units of layer k)
  std::vector<Matrix<T>> dW;     ///< with the penalties' share
  std::vector<RowVector<T>> db;
};

/// l1 and l2 for a batch of `rows`: all of them, or the batch's share.
struct Penalty {
  double l1 = 0.0;
  double l2 = 0.0;
};
inline Penalty penalty_share(const Loss& loss, Index rows) {
  if (loss.data_rows == 0) return {loss.l1, loss.l2};
  // The share first: 1 for the full batch, which then has exactly l2.
  const double share = static_cast<double>(rows) / static_cast<double>(loss.data_rows);
  return {loss.l1 * share, loss.l2 * share};
}

/// l1 · Σ|W| + l2 / 2 · ΣW²; its slope is l1 sign(W) + l2 W.
template <class T>
T penalty_of(const Penalty& penalty, const Matrix<T>& W) {
  T sum = T(penalty.l2 / 2) * W.cwiseProduct(W).sum();
  if (penalty.l1 > 0) {
    sum += T(penalty.l1) * W.unaryExpr([](const T& w) { return magnitude(w); }).sum();
  }
  return sum;
}
template <class T>
Matrix<T> penalty_slope(const Penalty& penalty, const Matrix<T>& W) {
  return W.unaryExpr([&](const T& w) { return T(penalty.l2) * w + T(penalty.l1) * sign(w); });
}

/// From the loss back to the input: delta of the last layer is the loss's slope in z; each layer
/// turns its delta into dW and db, and passes dx through dropout's factors and f' to the layer
/// below.
template <class T>
Backward<T> backward(const Architecture& architecture,
                     const std::vector<LayerParameters<T>>& layers, const Forward<T>& pass,
                     const Targets& targets, const Loss& loss) {
  const Penalty penalty = penalty_share(loss, pass.a.front().rows());
  Backward<T> result;
  OutputGradient<T> out = output_loss(architecture.output, pass.z.back(), targets, loss);
  result.objective = out.loss;
  result.p = std::move(out.p);
  result.delta.resize(layers.size());
  result.dW.resize(layers.size());
  result.db.resize(layers.size());
  result.delta.back() = std::move(out.dz);
  for (std::size_t k = layers.size(); k-- > 0;) {
    DenseGradient<T> gradient = dense_backward(pass.a[k], layers[k].W, result.delta[k]);
    result.dW[k] = gradient.dW + penalty_slope(penalty, layers[k].W);
    result.db[k] = std::move(gradient.db);
    result.objective += penalty_of(penalty, layers[k].W);
    if (k == 0) break;
    const Activation f = architecture.layers[k - 1].activation;
    const Matrix<T>& z = pass.z[k - 1];
    const Matrix<T>& factors = pass.factors[k - 1];
    if (factors.size() == 0) {
      result.delta[k - 1] = activation_backward(f, z, pass.a[k], gradient.dx);
    } else {
      const Matrix<T> da = gradient.dx.cwiseProduct(factors);
      result.delta[k - 1] = activation_backward(f, z, activation_forward(f, z), da);
    }
  }
  return result;
}

/// J / n of a training batch; `gradient` (the flat buffer's length) becomes dJ or dJ / n by the
/// reduction. x (N, inputs), targets of N examples, N >= 1.
template <class T>
T loss_and_gradient(const Architecture& architecture, const Loss& loss,
                    std::span<const T> parameters, const Matrix<T>& x, const Targets& targets,
                    std::span<T> gradient, const Dropout& dropout = {}) {
  const auto layers = unpack(architecture, parameters);
  const Backward<T> found =
      backward(architecture, layers, forward(architecture, layers, x, dropout), targets, loss);
  const T n = static_cast<T>(static_cast<double>(x.rows()));
  const T scale = loss.reduction == Reduction::sum ? T(1) : T(1) / n;
  for (const ParameterBlock& block : parameter_blocks(architecture)) {
    Eigen::Map<Matrix<T>> out(gradient.data() + block.offset, block.rows, block.cols);
    if (block.role == Role::weight) {
      out = found.dW[block.layer] * scale;
    } else {
      out = found.db[block.layer] * scale;
    }
  }
  return found.objective / n;
}

/// J / n alone.
template <class T>
T loss(const Architecture& architecture, const Loss& settings, std::span<const T> parameters,
       const Matrix<T>& x, const Targets& targets, const Dropout& dropout = {}) {
  const auto layers = unpack(architecture, parameters);
  const Forward<T> pass = forward(architecture, layers, x, dropout);
  T objective = output_loss(architecture.output, pass.z.back(), targets, settings).loss;
  const Penalty penalty = penalty_share(settings, x.rows());
  for (const auto& layer : layers) objective += penalty_of(penalty, layer.W);
  return objective / T(static_cast<double>(x.rows()));
}

}  // namespace crescent::reference
