#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/explain/step.hpp>
#include <crescent/reference/network.hpp>

namespace crescent::explain {
namespace {

[[noreturn]] void refuse_step(const std::string& message) {
  throw Error(ErrorCode::invalid_argument, message);
}

void check_example(const reference::Architecture& architecture, const Matrix<double>& x,
                   double learning_rate) {
  if (x.rows() != 1 || x.cols() != architecture.inputs) {
    refuse_step(fmt::format("the example must be one row of {} numbers, not {} x {}",
                            architecture.inputs, x.rows(), x.cols()));
  }
  if (!(learning_rate > 0)) {
    refuse_step(fmt::format("learning_rate must be above 0, not {}", learning_rate));
  }
}

Step trace(const network::Network& network, const Matrix<double>& x,
           const reference::Targets& targets, double learning_rate) {
  const auto& architecture = network.architecture();
  check_example(architecture, x, learning_rate);
  auto layers = reference::unpack(architecture, network.parameters());
  const auto pass = reference::forward(architecture, layers, x);
  const auto back = reference::backward(architecture, layers, pass, targets, reference::Loss{});

  Step step{.x = x.row(0),
            .y = targets.y.empty() ? 0 : targets.y.front(),
            .values = {},
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
      reference::output_loss<double>(architecture.output, after.z.back(), targets).loss;
  return step;
}

}  // namespace

Step trace_step(const network::Network& network, const Matrix<double>& x, int y,
                double learning_rate) {
  const int classes = network.architecture().classes();
  if (y < 0 || y >= classes) {
    refuse_step(
        fmt::format("class {} is not one of the network's {} (0 to {})", y, classes, classes - 1));
  }
  const std::vector<int> labels = {y};
  return trace(network, x, labels, learning_rate);
}

Step trace_step(const network::Network& network, const Matrix<double>& x,
                const RowVector<double>& values, double learning_rate) {
  const auto& architecture = network.architecture();
  if (!architecture.is_regression() || values.size() != architecture.outputs()) {
    refuse_step(fmt::format("{} target values do not fit a network {}", values.size(),
                            reference::describe(architecture)));
  }
  const std::span<const double> numbers(values.data(), static_cast<std::size_t>(values.size()));
  Step step = trace(network, x, reference::Targets::of_values(numbers), learning_rate);
  step.values = values;
  return step;
}

}  // namespace crescent::explain
