#include <string>
#include <vector>

#include <crescent/train/history.hpp>

namespace crescent::train {
namespace {

// In the order of the enumerations.
const std::vector<std::string> events = {"rolled_back", "rate_lowered", "resumed", "stopped_early"};
const std::vector<std::string> ends = {"epochs", "patience", "converged", "told"};

}  // namespace

std::string_view name(EventKind kind) { return events[static_cast<std::size_t>(kind)]; }
std::string_view name(End end) { return ends[static_cast<std::size_t>(end)]; }

}  // namespace crescent::train
