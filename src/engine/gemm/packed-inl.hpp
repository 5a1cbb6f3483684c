// A matrix product of any size from the tiles of the fused engine, compiled once for each
// instruction set: included by packed.cpp alone.
#if defined(CRESCENT_GEMM_PACKED_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRESCENT_GEMM_PACKED_INL
#undef CRESCENT_GEMM_PACKED_INL
#else
#define CRESCENT_GEMM_PACKED_INL
#endif

#include <algorithm>

#include <hwy/highway.h>

#include "engine/gemm/product.hpp"
#include "engine/kernels/tile-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::gemm {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
namespace tiles = crescent::engine::kernels::HWY_NAMESPACE;

// Rows of a panel at a time: with 4 vectors each they fill most of a first-level cache of 32 KiB.
constexpr Index panel_depth = 120;

/// Columns c to c + width of op(right), rows k to k + depth, as rows of `stride` with zeros behind.
template <class T>
HWY_INLINE void pack_panel(const MatrixProduct<T>& p, Index k, Index depth, Index c, Index width,
                           Index stride, T* to) {
  if (width < stride) std::fill(to, to + depth * stride, T(0));
  if (!p.right_transposed) {
    for (Index i = 0; i < depth; ++i) {
      std::copy_n(p.right + (k + i) * p.right_row + c, width, to + i * stride);
    }
    return;
  }
  // Eight columns at a time: eight streams are read, and each line written is filled soon.
  for (Index j = 0; j < width; j += 8) {
    const Index some = std::min<Index>(8, width - j);
    const T* from = p.right + (c + j) * p.right_row + k;
    for (Index i = 0; i < depth; ++i) {
      for (Index q = 0; q < some; ++q) to[i * stride + j + q] = from[q * p.right_row + i];
    }
  }
}

/// `scratch`: panel_depth + largest tile rows, each of a panel's width.
template <class D, class T = hn::TFromD<D>>
HWY_INLINE void packed(D d, const MatrixProduct<T>& p, T* scratch, T* edge) {
  constexpr Index lanes = hn::MaxLanes(d);
  constexpr Index widest = tiles::tile_vectors * lanes;
  for (Index c = 0; c < p.columns; c += widest) {
    const Index width = std::min(widest, p.columns - c);
    const Index vectors = (width + lanes - 1) / lanes;
    const Index stride = vectors * lanes;
    const bool whole = stride == width;
    for (Index k = 0; k < p.depth; k += panel_depth) {
      const Index depth = std::min(panel_depth, p.depth - k);
      pack_panel(p, k, depth, c, width, stride, scratch);
      tiles::Product<T> product{};
      product.left_row = p.left_transposed ? 1 : p.left_row;
      product.left_depth = p.left_transposed ? p.left_row : 1;
      product.left = p.left + k * product.left_depth;
      product.right = scratch;
      product.right_row = stride;
      product.depth = depth;
      const bool add = p.add || k > 0;
      if (whole) {
        product.out = p.out + c;
        product.out_row = p.out_row;
        product.start = add ? product.out : nullptr;
        product.start_row = p.out_row;
        tiles::multiply(d, product, p.rows, vectors);
        continue;
      }
      // Columns that do not fill their last vector: by way of a block with whole ones.
      constexpr Index some = 24;
      const T* left = product.left;
      for (Index r = 0; r < p.rows; r += some) {
        const Index rows = std::min(some, p.rows - r);
        product.left = left + r * product.left_row;
        product.out = edge;
        product.out_row = stride;
        tiles::multiply(d, product, rows, vectors);
        for (Index i = 0; i < rows; ++i) {
          T* out = p.out + (r + i) * p.out_row + c;
          for (Index j = 0; j < width; ++j) {
            out[j] = add ? out[j] + edge[i * stride + j] : edge[i * stride + j];
          }
        }
      }
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::gemm
HWY_AFTER_NAMESPACE();

#endif
