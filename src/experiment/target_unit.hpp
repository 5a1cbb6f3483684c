#pragma once

#include <vector>

#include <crescent/network/network.hpp>

namespace crescent::experiment {

/// A quantity is learned as (t - mean) / scale, so that rates and penalties mean the same whatever
/// its unit. The finished network gives it back in its own.
struct TargetUnit {
  double mean = 0.0;
  double scale = 1.0;  ///< population standard deviation, 1 where that is 0

  static TargetUnit of(const std::vector<double>& values);

  /// (values - mean) / scale.
  std::vector<double> standardise(std::vector<double> values) const;

  /// Makes a network that predicts standardised values predict the values: its last layer is
  /// linear, so W · scale and b · scale + mean do.
  void give_back(network::Network& network) const;
};

}  // namespace crescent::experiment
