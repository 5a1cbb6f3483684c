#pragma once

#include <vector>

#include <crescent/network/network.hpp>

namespace crescent::tests {

/// (rows, cols) normals around 0.1: never symmetric.
inline Matrix<double> random_matrix(random::RandomState& random, Index rows, Index cols,
                                    double scale = 1.0) {
  Matrix<double> m(rows, cols);
  for (Index i = 0; i < m.size(); ++i) m.data()[i] = random.normal(0.1, scale);
  return m;
}

inline std::vector<int> random_classes(random::RandomState& random, Index rows, int classes) {
  std::vector<int> y(static_cast<std::size_t>(rows));
  for (int& k : y) k = static_cast<int>(random.randint(0, classes));
  return y;
}

/// Every parameter, biases too.
inline void randomise(network::Network& network, std::uint32_t seed, double scale = 1.0) {
  random::RandomState random(seed);
  for (double& value : network.parameters()) value = random.normal(0.1, scale);
}

}  // namespace crescent::tests
