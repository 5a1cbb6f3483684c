#include "experiment/target_unit.hpp"

#include <cmath>

namespace crescent::experiment {

TargetUnit TargetUnit::of(const std::vector<double>& values) {
  const Eigen::Map<const Eigen::ArrayXd> t(values.data(), static_cast<Index>(values.size()));
  const double mean = t.mean();
  const double scale = std::sqrt((t - mean).square().mean());
  return {mean, scale > 0 ? scale : 1.0};
}

std::vector<double> TargetUnit::standardise(std::vector<double> values) const {
  for (double& value : values) value = (value - mean) / scale;
  return values;
}

void TargetUnit::give_back(network::Network& network) const {
  const std::size_t last = network.architecture().layers.size() - 1;
  network.W(last) *= scale;
  network.b(last) = network.b(last).array() * scale + mean;
}

}  // namespace crescent::experiment
