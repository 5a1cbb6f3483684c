// Small matrix products with units as lanes, compiled once for each instruction set.
#if defined(CRESCENT_KERNELS_TILE_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRESCENT_KERNELS_TILE_INL
#undef CRESCENT_KERNELS_TILE_INL
#else
#define CRESCENT_KERNELS_TILE_INL
#endif

#include <hwy/highway.h>

#include <crescent/base/matrix.hpp>

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Sums that a tile keeps in registers: with 32 of them 24, with 16 (AVX2, SSE) 12; the rest hold
// operands.
constexpr bool many_registers = HWY_TARGET <= HWY_AVX3 || HWY_TARGET == HWY_NEON;
constexpr int tile_sums = many_registers ? 24 : 12;
constexpr int tile_vectors = many_registers ? 4 : 2;

/// One product: out[r][c] = start[r][c] + Σ_k left[r][k] · right[k][c], c in whole vectors.
template <class T>
struct Product {
  const T* left;  ///< entry (r, k) at r · left_row + k · left_depth
  Index left_row;
  Index left_depth;
  const T* right;  ///< row k at k · right_row
  Index right_row;
  Index depth;      ///< entries of the sum
  const T* start;   ///< null: zero
  Index start_row;  ///< 0: the same row for all r
  T* out;
  Index out_row;
  bool relu = false;  ///< max(0, ·) on the way out
};

/// R rows and C vectors, at row `r` and column `c`.
template <int R, int C, class D, class T = hn::TFromD<D>>
HWY_INLINE void tile(D d, const Product<T>& p, Index r, Index c) {
  constexpr Index lanes = hn::MaxLanes(d);
  hn::Vec<D> sums[R][C];
#pragma GCC unroll 16
  for (int i = 0; i < R; ++i) {
#pragma GCC unroll 16
    for (int j = 0; j < C; ++j) {
      sums[i][j] = p.start == nullptr
                       ? hn::Zero(d)
                       : hn::LoadU(d, p.start + (r + i) * p.start_row + c + j * lanes);
    }
  }
  const T* HWY_RESTRICT right = p.right + c;
  const T* HWY_RESTRICT left = p.left + r * p.left_row;
  for (Index k = 0; k < p.depth; ++k) {
    hn::Vec<D> b[C];
#pragma GCC unroll 16
    for (int j = 0; j < C; ++j) b[j] = hn::LoadU(d, right + j * lanes);
#pragma GCC unroll 16
    for (int i = 0; i < R; ++i) {
      const auto a = hn::Set(d, left[i * p.left_row]);
#pragma GCC unroll 16
      for (int j = 0; j < C; ++j) sums[i][j] = hn::MulAdd(a, b[j], sums[i][j]);
    }
    right += p.right_row;
    left += p.left_depth;
  }
  if (p.relu) {
#pragma GCC unroll 16
    for (int i = 0; i < R; ++i) {
#pragma GCC unroll 16
      for (int j = 0; j < C; ++j) sums[i][j] = hn::Max(sums[i][j], hn::Zero(d));
    }
  }
#pragma GCC unroll 16
  for (int i = 0; i < R; ++i) {
#pragma GCC unroll 16
    for (int j = 0; j < C; ++j) {
      hn::StoreU(sums[i][j], d, p.out + (r + i) * p.out_row + c + j * lanes);
    }
  }
}

/// All rows of C vectors from column `c`: full tiles, then 4, 2 and 1 rows.
template <int C, class D, class T = hn::TFromD<D>>
HWY_NOINLINE void panel(D d, const Product<T>& p, Index rows, Index c) {
  constexpr int R = tile_sums / C < 12 ? tile_sums / C : 12;
  Index r = 0;
  for (; r + R <= rows; r += R) tile<R, C>(d, p, r, c);
  if constexpr (R > 4) {
    for (; r + 4 <= rows; r += 4) tile<4, C>(d, p, r, c);
  }
  for (; r + 2 <= rows; r += 2) tile<2, C>(d, p, r, c);
  if (r < rows) tile<1, C>(d, p, r, c);
}

/// The whole product: `rows` rows, `vectors` vectors, in panels as wide as fit the registers.
template <class D, class T = hn::TFromD<D>>
HWY_INLINE void multiply(D d, const Product<T>& p, Index rows, Index vectors) {
  constexpr Index lanes = hn::MaxLanes(d);
  Index v = 0;
  while (v < vectors) {
    const Index left = vectors - v;
    if constexpr (tile_vectors == 4) {
      // 5 and 6 as 3 + 2 and 3 + 3: two narrow panels beat a full one and a sliver.
      if (left == 4 || left >= 7) {
        panel<4>(d, p, rows, v * lanes);
        v += 4;
        continue;
      }
      if (left >= 3) {
        panel<3>(d, p, rows, v * lanes);
        v += 3;
        continue;
      }
    }
    if (left >= 2) {
      panel<2>(d, p, rows, v * lanes);
      v += 2;
    } else {
      panel<1>(d, p, rows, v * lanes);
      v += 1;
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::kernels
HWY_AFTER_NAMESPACE();

#endif
