#pragma once

#include <memory>
#include <optional>

#include <crescent/engine/engine.hpp>

#include "engine/fused/layout.hpp"

namespace crescent::engine {

/// Whole passes over blocks of examples that stay in registers and cache: for small networks.
/// `layout`: what the lanes of a vector stand for; without one, whatever is faster for each batch.
template <class T>
std::unique_ptr<Engine<T>> make_fused_engine(const reference::Architecture& architecture,
                                             const reference::Loss& loss, int threads,
                                             std::optional<fused::Layout> layout);

}  // namespace crescent::engine
