#pragma once

#include "engine/fused/kernels.hpp"

namespace crescent::engine::fused {

/// What a lane of a vector stands for.
enum class Layout { examples, units };

/// Clock cycles that a batch takes, roughly: from counts of vector instructions, see
/// docs/engine.md.
double examples_cycles(const Plan& plan, Index lanes, Index rows, bool gradient);
double units_cycles(const Plan& plan, const UnitsPlan& units, Index rows, bool gradient);

/// The cheaper of the two.
Layout choose_layout(const Plan& plan, const UnitsPlan& units, Index rows, bool gradient);

}  // namespace crescent::engine::fused
