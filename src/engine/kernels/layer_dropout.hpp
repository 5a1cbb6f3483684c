#pragma once

#include <cstddef>
#include <cstdint>

#include <crescent/reference/dropout.hpp>

namespace crescent::engine::kernels {

/// What the dropout of one layer in one batch comes to.
template <class T>
struct LayerDropout {
  reference::DropoutKey key;
  std::uint32_t threshold = 0;  ///< 0: none
  T factor = 1;                 ///< of what is kept
};

template <class T>
LayerDropout<T> layer_dropout(const reference::Dropout& dropout, std::size_t layer) {
  return {reference::dropout_key(dropout.noise, layer), reference::dropout_threshold(dropout.rate),
          static_cast<T>(1 / (1 - dropout.rate))};
}

}  // namespace crescent::engine::kernels
