#include <vector>

#include <crescent/base/choice.hpp>
#include <crescent/train/options.hpp>

namespace crescent::train {
namespace {

// In the order of the enumerations.
const std::vector<std::string> precisions = {"float64", "float32"};
const std::vector<std::string> monitors = {"loss", "metric"};

}  // namespace

std::string_view name(Precision precision) {
  return precisions[static_cast<std::size_t>(precision)];
}

Precision parse_precision(std::string_view text) {
  return static_cast<Precision>(find_choice(precisions, text, "precision"));
}

std::string_view name(Monitor monitor) { return monitors[static_cast<std::size_t>(monitor)]; }

Monitor parse_monitor(std::string_view text) {
  return static_cast<Monitor>(find_choice(monitors, text, "monitor"));
}

}  // namespace crescent::train
