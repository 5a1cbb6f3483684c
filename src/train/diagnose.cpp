#include <cmath>

#include <crescent/base/error.hpp>
#include <crescent/reference/network.hpp>
#include <crescent/train/diagnose.hpp>

namespace crescent::train {
namespace {

using reference::Activation;

constexpr double saturated_share = 0.95, flat_share = 0.01, vanished = 1e-3;

/// The steepest slope of a function that is flat on both sides; 0 for the others.
double steepest(Activation f) {
  return f == Activation::tanh ? 1 : f == Activation::sigmoid ? 0.25 : 0;
}

double size_of(const Matrix<double>& values) {
  return std::sqrt(values.squaredNorm() / static_cast<double>(values.size()));
}

LayerHealth look_at(Activation f, const Matrix<double>& z, const Matrix<double>& a) {
  LayerHealth health{.units = z.cols()};
  const double limit = flat_share * steepest(f);
  for (Index unit = 0; unit < z.cols(); ++unit) {
    Index without = 0, little = 0;
    for (Index n = 0; n < z.rows(); ++n) {
      const double slope = std::abs(reference::activation_derivative(f, z(n, unit), a(n, unit)));
      without += slope == 0 ? 1 : 0;
      little += slope < limit ? 1 : 0;
    }
    if (without == z.rows()) {
      ++health.dead;
    } else if (static_cast<double>(little) >= saturated_share * static_cast<double>(z.rows())) {
      ++health.saturated;
    }
  }
  return health;
}

void tell(const LayerHealth& health, std::size_t layer, std::vector<Finding>& findings) {
  if (health.dead > 0) findings.push_back({Trouble::dead, layer});
  if (health.saturated > 0) findings.push_back({Trouble::saturated, layer});
  if (health.gradient < vanished) findings.push_back({Trouble::vanishing, layer});
}

}  // namespace

Diagnosis diagnose(const network::Network& network, const Matrix<double>& x,
                   const reference::Targets& targets, const reference::Loss& loss) {
  const auto& architecture = network.architecture();
  const auto rows = static_cast<std::size_t>(x.rows());
  const auto wanted = architecture.is_regression()
                          ? targets.values.size() / static_cast<std::size_t>(architecture.outputs())
                          : targets.y.size();
  if (rows == 0 || x.cols() != architecture.inputs || wanted != rows) {
    throw Error(ErrorCode::invalid_argument,
                "the rows to look at do not fit the network's inputs or their targets");
  }
  const auto layers = reference::unpack(architecture, network.parameters());
  const auto pass = reference::forward(architecture, layers, x);
  const auto back = reference::backward(architecture, layers, pass, targets, loss);
  const double last = size_of(back.delta.back());
  Diagnosis diagnosis;
  for (std::size_t k = 0; k + 1 < layers.size(); ++k) {
    const Activation f = architecture.layers[k].activation;
    LayerHealth health = look_at(f, pass.z[k], pass.a[k + 1]);
    health.gradient = last > 0 ? size_of(back.delta[k]) / last : 1;
    tell(health, k, diagnosis.findings);
    diagnosis.layers.push_back(health);
  }
  return diagnosis;
}

}  // namespace crescent::train
