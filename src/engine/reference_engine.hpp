#pragma once

#include <memory>

#include <crescent/engine/engine.hpp>

namespace crescent::engine {

/// The formulas themselves: slow, and the definition of what every engine computes.
template <class T>
std::unique_ptr<Engine<T>> make_reference_engine(const reference::Architecture& architecture,
                                                 const reference::Loss& loss);

}  // namespace crescent::engine
