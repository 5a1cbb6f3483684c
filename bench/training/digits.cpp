// Digits 1797 x 64 -> 100 -> 10 relu, Adam, 200 epochs, batches of 200 and of 32.
#include "support.hpp"

int main(int argc, char** argv) {
  using namespace bench;
  const auto arguments = peer::arguments(argc, argv);
  const Data<double> digits(arguments.folder, "digits", 64);
  const auto start =
      load_network<double>(arguments.folder + "/digits.w",
                           network::make_architecture(64, {100}, 10, network::Activation::relu));
  for (const Index batch : {200, 32})
    report(arguments, "digits" + std::to_string(batch), "float32", [&] {
      auto network = start;
      train_network(network, digits.x, digits.y, 200, batch, arguments.threads);
      return judged(network, digits.x, digits.y);
    });
}
