// Trains a network on two moons and asks it about a point.
#include <cstdio>

#include <crescent/base/error.hpp>
#include <crescent/datasets/generators.hpp>
#include <crescent/metrics/classification.hpp>
#include <crescent/network/network.hpp>
#include <crescent/train/fit.hpp>

using namespace crescent;

int main() {
  try {
    random::RandomState random(0);
    const auto train = datasets::make_moons(random, 200, 0.2);
    const auto test = datasets::make_moons(random, 1000, 0.2);

    network::Network net(network::make_architecture(2, {16, 16}, 2));
    network::initialise(net, network::Initialisation::glorot, random);
    train::fit(net, train.x, train.y, {.learning_rate = 0.01, .epochs = 200, .batch_size = 32});

    std::printf("accuracy on fresh points: %.3f\n", metrics::accuracy(test.y, net.predict(test.x)));
    Matrix<double> point(1, 2);
    point << 0.5, 0.25;
    std::printf("probability of class 1 at (0.5, 0.25): %.3f\n", net.predict_proba(point)(0, 1));
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
