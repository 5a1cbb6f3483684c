// One epoch of MNIST 784 -> 512 -> 256 -> 10 relu, Adam, batches of 128; judged on the test rows.
#include "support.hpp"

int main(int argc, char** argv) {
  using namespace bench;
  const auto arguments = peer::arguments(argc, argv);
  const Data<float> rows(arguments.folder, "mnist", 784);
  const auto start = load_network<float>(
      arguments.folder + "/mnist.w",
      network::make_architecture(784, {512, 256}, 10, network::Activation::relu));
  auto network = start;
  report(
      arguments, "mnist", training_precision,
      [&] {
        network = start;
        train_network(network, rows.x, rows.y, 1, 128);
        return std::string();
      },
      [&] {
        const Data<float> test(arguments.folder, "mnist_test", 784);
        return judged(network, test.x, test.y);
      });
}
