#pragma once

#include <span>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/reference/activations.hpp>
#include <crescent/reference/architecture.hpp>
#include <crescent/reference/dense.hpp>
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
    if (block.is_weight) {
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
};

/// z_k = a_(k-1) W_k + b_k, a_k = f_k(z_k), layer after layer.
template <class T>
Forward<T> forward(const Architecture& architecture, const std::vector<LayerParameters<T>>& layers,
                   const Matrix<T>& x) {
  Forward<T> pass;
  pass.a.push_back(x);
  for (std::size_t k = 0; k < layers.size(); ++k) {
    pass.z.push_back(dense_forward(pass.a.back(), layers[k].W, layers[k].b));
    pass.a.push_back(activation_forward(architecture.layers[k].activation, pass.z.back()));
  }
  return pass;
}

/// What a backward pass finds, layer by layer: delta[k] = ∂J/∂z_k, and the gradients that follow.
template <class T>
struct Backward {
  T objective{};                 ///< J: the examples' losses and the penalty
  Matrix<T> p;                   ///< probabilities, as in OutputGradient
  std::vector<Matrix<T>> delta;  ///< (N, units of layer k)
  std::vector<Matrix<T>> dW;     ///< with the penalty's share
  std::vector<RowVector<T>> db;
};

/// From the loss back to the input: delta of the last layer is the loss's slope in z; each layer
/// turns its delta into dW and db, and passes dx through f' to the layer below.
/// The penalty l2 / 2 · ΣW² adds l2 · W to each dW.
template <class T>
Backward<T> backward(const Architecture& architecture,
                     const std::vector<LayerParameters<T>>& layers, const Forward<T>& pass,
                     std::span<const int> y, double l2) {
  Backward<T> result;
  OutputGradient<T> out = output_loss(architecture.output, pass.z.back(), y);
  result.objective = out.loss;
  result.p = std::move(out.p);
  result.delta.resize(layers.size());
  result.dW.resize(layers.size());
  result.db.resize(layers.size());
  result.delta.back() = std::move(out.dz);
  for (std::size_t k = layers.size(); k-- > 0;) {
    DenseGradient<T> gradient = dense_backward(pass.a[k], layers[k].W, result.delta[k]);
    result.dW[k] = gradient.dW + T(l2) * layers[k].W;
    result.db[k] = std::move(gradient.db);
    result.objective += T(l2 / 2) * layers[k].W.cwiseProduct(layers[k].W).sum();
    if (k > 0) {
      result.delta[k - 1] =
          activation_backward(architecture.layers[k - 1].activation, pass.a[k], gradient.dx);
    }
  }
  return result;
}

/// The penalty's weight for a batch of `rows`: all of it, or the batch's share.
inline double penalty_share(const Loss& loss, Index rows) {
  if (loss.data_rows == 0) return loss.l2;
  // The share first: 1 for the full batch, which then has exactly l2.
  return loss.l2 * (static_cast<double>(rows) / static_cast<double>(loss.data_rows));
}

/// J / n of a batch; `gradient` (the flat buffer's length) becomes dJ or dJ / n by the reduction.
/// x (N, inputs), y (N) classes, N >= 1.
template <class T>
T loss_and_gradient(const Architecture& architecture, const Loss& loss,
                    std::span<const T> parameters, const Matrix<T>& x, std::span<const int> y,
                    std::span<T> gradient) {
  const auto layers = unpack(architecture, parameters);
  const Backward<T> found = backward(architecture, layers, forward(architecture, layers, x), y,
                                     penalty_share(loss, x.rows()));
  const T n = static_cast<T>(static_cast<double>(x.rows()));
  const T scale = loss.reduction == Reduction::sum ? T(1) : T(1) / n;
  for (const ParameterBlock& block : parameter_blocks(architecture)) {
    Eigen::Map<Matrix<T>> out(gradient.data() + block.offset, block.rows, block.cols);
    if (block.is_weight) {
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
       const Matrix<T>& x, std::span<const int> y) {
  const auto layers = unpack(architecture, parameters);
  const Forward<T> pass = forward(architecture, layers, x);
  T objective = output_loss(architecture.output, pass.z.back(), y).loss;
  const T half_penalty = static_cast<T>(penalty_share(settings, x.rows()) / 2);
  for (const auto& layer : layers) objective += half_penalty * layer.W.cwiseProduct(layer.W).sum();
  return objective / T(static_cast<double>(x.rows()));
}

}  // namespace crescent::reference
