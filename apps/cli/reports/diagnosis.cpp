#include "reports/diagnosis.hpp"

#include <fmt/format.h>

namespace crescent::cli {
namespace {

std::string sentence_of(train::Trouble trouble, const train::LayerHealth& health,
                        std::size_t number, std::string_view activation) {
  switch (trouble) {
    case train::Trouble::dead:
      return fmt::format(
          "{} of {} units of hidden layer {} are dead: {} has no slope there in any row, so they "
          "learn nothing more; lower the learning rate, or try leaky-relu or --initialisation he",
          health.dead, health.units, number, activation);
    case train::Trouble::saturated:
      return fmt::format(
          "{} of {} units of hidden layer {} are saturated: {} is flat there in nearly all rows; "
          "scale the inputs, raise l2 or lower the learning rate",
          health.saturated, health.units, number, activation);
    case train::Trouble::vanishing:
      break;
  }
  return fmt::format(
      "the gradient vanishes: in hidden layer {} it has {:.1g} of its size in the output layer; "
      "use fewer layers, or relu instead of {}",
      number, health.gradient, activation);
}

}  // namespace

std::vector<std::string> to_sentences(const train::Diagnosis& diagnosis,
                                      const reference::Architecture& architecture) {
  std::vector<std::string> sentences;
  for (const auto& [trouble, layer] : diagnosis.findings) {
    sentences.push_back(sentence_of(trouble, diagnosis.layers[layer], layer + 1,
                                    reference::name(architecture.layers[layer].activation)));
  }
  return sentences;
}

}  // namespace crescent::cli
