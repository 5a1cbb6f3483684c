#pragma once

#include <string_view>

#include <crescent/reference/architecture.hpp>

#include "engine/kernels/instruction_costs.hpp"

namespace crescent::engine {

/// The engine that takes the fewest cycles for a step of `batch_rows` examples (0: not known) on
/// this instruction set; `library`: oneDNN has the large products.
std::string_view cheapest_engine(const reference::Architecture& architecture, Index batch_rows,
                                 Index entry_bytes, const InstructionCosts& costs, bool library);

}  // namespace crescent::engine
