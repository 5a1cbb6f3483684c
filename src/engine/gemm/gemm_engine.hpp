#pragma once

#include <memory>

#include <crescent/engine/engine.hpp>

namespace crescent::engine {

/// Layer by layer with large matrix products: for wide networks.
template <class T>
std::unique_ptr<Engine<T>> make_gemm_engine(const reference::Architecture& architecture,
                                            const reference::Loss& loss, int threads);

}  // namespace crescent::engine
