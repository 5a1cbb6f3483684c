#include "engine/cost_model.hpp"

namespace crescent::engine {

template <class T>
std::string_view cheapest_engine(const reference::Architecture& architecture, Index) {
  return reference::parameter_count(architecture) <= 65536 ? "fused" : "reference";
}
template std::string_view cheapest_engine<float>(const reference::Architecture&, Index);
template std::string_view cheapest_engine<double>(const reference::Architecture&, Index);

}  // namespace crescent::engine
