#include <span>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/explain/step.hpp>
#include <crescent/reference/network.hpp>

namespace crescent::explain {
namespace {

void check(const network::Network& network, const Matrix<double>& x, int y, double learning_rate) {
  const auto& architecture = network.architecture();
  if (x.rows() != 1 || x.cols() != architecture.inputs) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("the example must be one row of {} numbers, not {} x {}",
                            architecture.inputs, x.rows(), x.cols()));
  }
  if (y < 0 || y >= architecture.classes()) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("class {} is not one of the network's {} (0 to {})", y,
                            architecture.classes(), architecture.classes() - 1));
  }
  if (!(learning_rate > 0)) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("learning_rate must be above 0, not {}", learning_rate));
  }
}

}  // namespace

Step trace_step(const network::Network& network, const Matrix<double>& x, int y,
                double learning_rate) {
  check(network, x, y, learning_rate);
  const auto& architecture = network.architecture();
  const std::vector<int> labels = {y};
  auto layers = reference::unpack(architecture, network.parameters());
  const auto pass = reference::forward(architecture, layers, x);
  const auto back = reference::backward(architecture, layers, pass, labels, reference::Loss{});

  Step step{.x = x.row(0),
            .y = y,
            .p = {},
            .loss = back.objective,
            .learning_rate = learning_rate,
            .architecture = architecture,
            .layers = {}};
  step.p = reference::output_probabilities(architecture.output, pass.z.back()).row(0);
  for (std::size_t k = 0; k < layers.size(); ++k) {
    LayerStep layer{.W = layers[k].W,
                    .b = {},
                    .z = pass.z[k].row(0),
                    .a = pass.a[k + 1].row(0),
                    .delta = back.delta[k].row(0),
                    .dW = back.dW[k],
                    .db = {},
                    .W_after = layers[k].W - learning_rate * back.dW[k],
                    .b_after = {}};
    layers[k].W = layer.W_after;
    if (architecture.layers[k].bias) {
      layer.b = layers[k].b;
      layer.db = back.db[k];
      layer.b_after = layer.b - learning_rate * layer.db;
      layers[k].b = layer.b_after;
    }
    step.layers.push_back(std::move(layer));
  }
  const auto after = reference::forward(architecture, layers, x);
  step.loss_after =
      reference::output_loss<double>(architecture.output, after.z.back(), labels).loss;
  return step;
}

}  // namespace crescent::explain
