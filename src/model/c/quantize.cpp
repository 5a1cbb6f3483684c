#include <cmath>

#include <crescent/model/c_export.hpp>

namespace crescent::model {
namespace {

constexpr double largest_step = 127;  // -128 has no counterpart

}  // namespace

std::vector<Int8Weights> quantize(const network::Network& network) {
  std::vector<Int8Weights> layers;
  for (std::size_t k = 0; k < network.architecture().layers.size(); ++k) {
    const auto W = network.W(k);
    Int8Weights layer{Matrix<std::int8_t>(W.rows(), W.cols()), RowVector<double>(W.cols())};
    for (Index j = 0; j < W.cols(); ++j) {
      const double scale = W.col(j).cwiseAbs().maxCoeff() / largest_step;
      layer.scale(j) = scale;
      for (Index i = 0; i < W.rows(); ++i) {
        layer.q(i, j) = static_cast<std::int8_t>(scale > 0 ? std::lround(W(i, j) / scale) : 0);
      }
    }
    layers.push_back(std::move(layer));
  }
  return layers;
}

network::Network dequantized(const network::Network& network) {
  network::Network rounded = network;
  const auto layers = quantize(network);
  for (std::size_t k = 0; k < layers.size(); ++k) {
    rounded.W(k) = layers[k].q.cast<double>().array().rowwise() * layers[k].scale.array();
  }
  return rounded;
}

}  // namespace crescent::model
