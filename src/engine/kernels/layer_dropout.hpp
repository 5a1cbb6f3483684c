#pragma once

#include <cstddef>
#include <cstdint>

#include <crescent/reference/dropout.hpp>
#include <crescent/reference/losses.hpp>

namespace crescent::engine::kernels {

/// What the dropout of one layer in one batch comes to.
template <class T>
struct LayerDropout {
  reference::DropoutKey key;
  std::uint32_t threshold = 0;  ///< 0: none
  T factor = 1;                 ///< of what is kept
};

template <class T>
LayerDropout<T> layer_dropout(const reference::Loss& loss, std::uint64_t noise, std::size_t layer) {
  return {reference::dropout_key(noise, layer), reference::dropout_threshold(loss.dropout),
          static_cast<T>(1 / (1 - loss.dropout))};
}

}  // namespace crescent::engine::kernels
