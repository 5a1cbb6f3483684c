#pragma once

#include <cstdint>
#include <vector>

#include <crescent/datasets/generators.hpp>
#include <crescent/network/network.hpp>
#include <crescent/random/random_state.hpp>

// Networks and data small enough to be trained many times in a test.
namespace crescent::tests {

using Weights = std::vector<double>;

inline Weights weights_of(const network::Network& net) {
  return {net.parameters().begin(), net.parameters().end()};
}

inline data::Dataset moons(Index rows = 50, double noise = 0.25, std::uint32_t seed = 12) {
  random::RandomState random(seed);
  return datasets::make_moons(random, rows, noise);
}

inline network::Network drawn(const network::Architecture& architecture,
                              network::Initialisation how = network::Initialisation::normal,
                              std::uint32_t seed = 3) {
  network::Network net(architecture);
  random::RandomState random(seed);
  network::initialise(net, how, random);
  return net;
}

/// 2 → 4 tanh → 2.
inline network::Network small() { return drawn(network::make_architecture(2, {4}, 2)); }

}  // namespace crescent::tests
