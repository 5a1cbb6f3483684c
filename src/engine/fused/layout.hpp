#pragma once

#include "engine/fused/kernels.hpp"
#include "engine/kernels/instruction_costs.hpp"

namespace crescent::engine::fused {

/// What a lane of a vector stands for.
enum class Layout { examples, units };

/// Clock cycles that a batch takes, roughly: from counts of vector instructions, see
/// docs/engine.md.
double examples_cycles(const Plan& plan, Index lanes, Index rows, bool gradient,
                       const InstructionCosts& costs);
double units_cycles(const Plan& plan, const UnitsPlan& units, Index rows, bool gradient,
                    const InstructionCosts& costs);

/// The cheaper of the two.
Layout choose_layout(const Plan& plan, const UnitsPlan& units, Index rows, bool gradient,
                     const InstructionCosts& costs);

}  // namespace crescent::engine::fused
