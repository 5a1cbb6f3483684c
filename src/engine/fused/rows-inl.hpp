// Rows between the flat buffers and their padded copies, and the outputs of rows with units as
// lanes; compiled once for each instruction set.
#if defined(CRESCENT_FUSED_ROWS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRESCENT_FUSED_ROWS_INL
#undef CRESCENT_FUSED_ROWS_INL
#else
#define CRESCENT_FUSED_ROWS_INL
#endif

#include <algorithm>

#include <hwy/highway.h>

#include "engine/fused/activations-inl.hpp"
#include "engine/fused/outputs-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::fused {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// `rows` rows of `columns` entries into rows of `stride` >= columns. The padding receives what
/// follows in the buffer, if anything: nothing reads it.
template <class D, class T = hn::TFromD<D>>
HWY_INLINE void copy_rows(D d, const T* from, Index columns, const T* end, T* to, Index stride,
                          Index rows) {
  constexpr Index lanes = hn::MaxLanes(d);
  for (Index r = 0; r < rows; ++r, from += columns, to += stride) {
    Index c = 0;
    for (; c < columns && end - from >= c + lanes; c += lanes) {
      hn::StoreU(hn::LoadU(d, from + c), d, to + c);
    }
    for (; c < columns; ++c) to[c] = from[c];
  }
}

/// to[c][r] = from[r][c].
template <class T>
HWY_INLINE void transpose(const T* from, Index rows, Index columns, T* to, Index stride) {
  for (Index r = 0; r < rows; ++r) {
    for (Index c = 0; c < columns; ++c) to[c * stride + r] = from[r * columns + c];
  }
}

/// to[r][c] = scale · sums[r][c] + weight_scale · W[r][c], rows of `columns` without gaps. Writes
/// whole vectors: what they overwrite past a row's end belongs to a row that is still to come,
/// which is why the blocks must be stored in the order of the buffer.
template <class D, class T = hn::TFromD<D>>
HWY_INLINE void store_rows(D d, const T* sums, Index stride, Index rows, Index columns, T scale,
                           const T* W, T weight_scale, T* to, const T* end) {
  constexpr Index lanes = hn::MaxLanes(d);
  const auto scales = hn::Set(d, scale);
  const auto weight_scales = hn::Set(d, weight_scale);
  for (Index r = 0; r < rows; ++r, sums += stride, W += columns, to += columns) {
    Index c = 0;
    for (; c < columns && end - to >= c + lanes; c += lanes) {
      const auto penalty = hn::Mul(weight_scales, hn::LoadU(d, W + c));
      hn::StoreU(hn::MulAdd(scales, hn::Load(d, sums + c), penalty), d, to + c);
    }
    for (; c < columns; ++c) to[c] = scale * sums[c] + weight_scale * W[c];
  }
}

/// sums[c] (+)= Σ_n rows[n][c].
template <class D, class T = hn::TFromD<D>>
HWY_INLINE void add_column_sums(D d, const T* rows, Index stride, Index count, T* sums,
                                Index vectors, bool add) {
  constexpr Index lanes = hn::MaxLanes(d);
  for (Index v = 0; v < vectors; ++v) {
    const T* place = rows + v * lanes;
    // Two sums, so that one addition does not wait for the other.
    auto even = add ? hn::Load(d, sums + v * lanes) : hn::Zero(d);
    auto odd = hn::Zero(d);
    Index n = 0;
    for (; n + 2 <= count; n += 2) {
      even = hn::Add(even, hn::Load(d, place + n * stride));
      odd = hn::Add(odd, hn::Load(d, place + (n + 1) * stride));
    }
    if (n < count) even = hn::Add(even, hn::Load(d, place + n * stride));
    hn::Store(hn::Add(even, odd), d, sums + v * lanes);
  }
}

/// The last layer's rows: z, and after the functions below p.
template <class T>
struct OutputRows {
  T* z;  ///< (rows, stride)
  Index stride;
  Index units;
  const int* y;  ///< (rows), or null
  Index rows;
  T* scratch;  ///< three rows of scratch_row entries
  Index scratch_row;
  T* probabilities;  ///< (rows, classes) without gaps, to be filled; or null
};

/// Σ over the first `count` entries of a row of whole vectors of f(entry).
template <class D, class T, class F>
HWY_INLINE T sum_row(D d, const T* values, Index count, F f) {
  constexpr Index lanes = hn::MaxLanes(d);
  auto sum = hn::Zero(d);
  for (Index n = 0; n < count; n += lanes) {
    const auto used = hn::FirstN(d, static_cast<std::size_t>(std::min(lanes, count - n)));
    sum = hn::Add(sum, hn::IfThenElseZero(used, f(hn::Load(d, values + n), n)));
  }
  return hn::GetLane(hn::SumOfLanes(d, sum));
}

/// The same for few units: the rows' z are turned into columns, so that every lane is an example
/// and nothing goes across lanes; then the p back.
template <bool with_loss, class D, class T = hn::TFromD<D>>
HWY_NOINLINE T softmax_columns(D d, const OutputRows<T>& out) {
  constexpr Index lanes = hn::MaxLanes(d);
  alignas(64) T columns[lanes * lanes] = {};
  alignas(64) T y[lanes] = {};
  auto losses = hn::Zero(d);
  for (Index first = 0; first < out.rows; first += lanes) {
    const Index rows = std::min(lanes, out.rows - first);
    T* z = out.z + first * out.stride;
    for (Index n = 0; n < rows; ++n) {
      for (Index k = 0; k < out.units; ++k) columns[k * lanes + n] = z[n * out.stride + k];
      if constexpr (with_loss) y[n] = static_cast<T>(out.y[first + n]);
    }
    const auto loss = softmax<with_loss>(d, columns, out.units, lanes, hn::Load(d, y));
    if constexpr (with_loss) {
      const auto used = hn::FirstN(d, static_cast<std::size_t>(rows));
      losses = hn::Add(losses, hn::IfThenElseZero(used, loss));
    }
    // Whoever asks for probabilities has no use for the rows.
    T* to = out.probabilities == nullptr ? z : out.probabilities + first * out.units;
    const Index stride = out.probabilities == nullptr ? out.stride : out.units;
    for (Index n = 0; n < rows; ++n) {
      for (Index k = 0; k < out.units; ++k) to[n * stride + k] = columns[k * lanes + n];
    }
  }
  return hn::GetLane(hn::SumOfLanes(d, losses));
}

/// p = softmax(z), row by row. With `with_loss` returns Σ_n log Σ_k e^(z[k] - m) - (z[y] - m).
template <class D, class T = hn::TFromD<D>>
HWY_INLINE T softmax_rows(D d, const OutputRows<T>& out, bool with_loss) {
  constexpr Index lanes = hn::MaxLanes(d);
  if (out.units <= lanes && out.rows > 1) {
    return with_loss ? softmax_columns<true>(d, out) : softmax_columns<false>(d, out);
  }
  const Index whole = out.units / lanes * lanes;
  const auto last = hn::FirstN(d, static_cast<std::size_t>(out.units - whole));
  const auto lowest = hn::Set(d, hwy::LowestValue<T>());
  T* sums = out.scratch;
  T* chosen = sums + out.scratch_row;
  for (Index n = 0; n < out.rows; ++n) {
    T* z = out.z + n * out.stride;
    auto largest = lowest;
    for (Index k = 0; k < whole; k += lanes) largest = hn::Max(largest, hn::Load(d, z + k));
    if (whole < out.units) {
      largest = hn::Max(largest, hn::IfThenElse(last, hn::Load(d, z + whole), lowest));
    }
    largest = hn::MaxOfLanes(d, largest);
    if (with_loss) chosen[n] = z[out.y[n]] - hn::GetLane(largest);
    auto sum = hn::Zero(d);
    for (Index k = 0; k < whole; k += lanes) {
      const auto e = math::exp(d, hn::Sub(hn::Load(d, z + k), largest));
      sum = hn::Add(sum, e);
      hn::Store(e, d, z + k);
    }
    if (whole < out.units) {
      const auto shifted = hn::Sub(hn::Load(d, z + whole), largest);
      const auto e = hn::IfThenElseZero(last, math::exp(d, shifted));
      sum = hn::Add(sum, e);
      hn::Store(e, d, z + whole);
    }
    sum = hn::SumOfLanes(d, sum);
    if (with_loss) sums[n] = hn::GetLane(sum);
    const auto scale = hn::Div(hn::Set(d, T(1)), sum);
    for (Index k = 0; k < out.units; k += lanes) {
      hn::Store(hn::Mul(hn::Load(d, z + k), scale), d, z + k);
    }
    if (out.probabilities != nullptr) {
      std::copy_n(z, out.units, out.probabilities + n * out.units);
    }
  }
  if (!with_loss) return 0;
  return sum_row(d, sums, out.rows, [&](auto sum, Index n) {
    return hn::Sub(math::log(d, sum), hn::Load(d, chosen + n));
  });
}

/// p = sigmoid(z) in place; z is (rows, 1) with gaps.
template <class D, class T = hn::TFromD<D>>
HWY_INLINE T sigmoid_rows(D d, const OutputRows<T>& out, bool with_loss) {
  constexpr Index lanes = hn::MaxLanes(d);
  T* z = out.scratch;
  T* other = z + out.scratch_row;
  T* y = other + out.scratch_row;
  for (Index n = 0; n < out.rows; ++n) {
    z[n] = out.z[n * out.stride];
    y[n] = out.y == nullptr ? T(0) : static_cast<T>(out.y[n]);
  }
  T loss = 0;
  if (with_loss && out.y != nullptr) {
    loss = sum_row(d, z, out.rows,
                   [&](auto value, Index n) { return sigmoid_loss(d, value, hn::Load(d, y + n)); });
  }
  for (Index n = 0; n < out.rows; n += lanes) sigmoid_output(d, z + n, other + n);
  for (Index n = 0; n < out.rows; ++n) {
    out.z[n * out.stride] = z[n];
    if (out.probabilities == nullptr) continue;
    out.probabilities[2 * n] = other[n];
    out.probabilities[2 * n + 1] = z[n];
  }
  return loss;
}

/// delta of the last layer in place of p: p - one-hot(y), or p - y with one sigmoid unit.
template <class T>
HWY_INLINE void subtract_hot(const OutputRows<T>& out, Output output) {
  for (Index n = 0; n < out.rows; ++n) {
    T* p = out.z + n * out.stride;
    if (output == Output::softmax) {
      p[out.y[n]] -= T(1);
    } else {
      p[0] -= static_cast<T>(out.y[n]);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::fused
HWY_AFTER_NAMESPACE();

#endif
