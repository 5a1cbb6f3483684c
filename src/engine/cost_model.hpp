#pragma once

#include <string_view>

#include <crescent/reference/architecture.hpp>

namespace crescent::engine {

/// The engine that takes the fewest cycles for a step of `batch_rows` examples (0: not known).
template <class T>
std::string_view cheapest_engine(const reference::Architecture& architecture, Index batch_rows);

}  // namespace crescent::engine
