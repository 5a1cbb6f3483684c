// Derived in docs/maths.md, "First weights".
#include <cmath>
#include <string>

#include <crescent/base/choice.hpp>
#include <crescent/network/network.hpp>

namespace crescent::network {
namespace {

// In the order of the enumeration.
const std::vector<std::string> names = {"normal", "glorot", "he", "zeros"};

double draw(Initialisation how, Activation activation, double fan_in, double fan_out,
            random::RandomState& random) {
  switch (how) {
    case Initialisation::normal:
      // Divided, not multiplied by the inverse: the tutorial's last bit.
      return random.standard_normal() / std::sqrt(fan_in);
    case Initialisation::glorot: {
      const double bound =
          std::sqrt((activation == Activation::sigmoid ? 2.0 : 6.0) / (fan_in + fan_out));
      return random.uniform(-bound, bound);
    }
    case Initialisation::he:
      return random.standard_normal() * std::sqrt(2.0 / fan_in);
    case Initialisation::zeros:
      break;
  }
  return 0.0;
}

}  // namespace

void initialise(Network& network, Initialisation initialisation, random::RandomState& random) {
  const Architecture& architecture = network.architecture();
  for (std::size_t k = 0; k < architecture.layers.size(); ++k) {
    auto W = network.W(k);
    const auto fan_in = static_cast<double>(W.rows());
    const auto fan_out = static_cast<double>(W.cols());
    for (Index i = 0; i < W.size(); ++i) {
      W.data()[i] =
          draw(initialisation, architecture.layers[k].activation, fan_in, fan_out, random);
    }
    network.b(k).setZero();
  }
}

std::string_view name(Initialisation initialisation) {
  return names[static_cast<std::size_t>(initialisation)];
}

const std::vector<std::string>& initialisation_names() { return names; }

Initialisation parse_initialisation(std::string_view text) {
  return static_cast<Initialisation>(find_choice(names, text, "initialisation"));
}

}  // namespace crescent::network
