#pragma once

#include <memory>

#include <crescent/engine/engine.hpp>

namespace crescent::engine {

/// Whole passes over blocks of examples that stay in registers and cache: for small networks.
template <class T>
std::unique_ptr<Engine<T>> make_fused_engine(const reference::Architecture& architecture,
                                             const reference::Loss& loss, int threads);

}  // namespace crescent::engine
