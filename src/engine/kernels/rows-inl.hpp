// Rows between the flat buffers and their padded copies, and the outputs of rows with units as
// lanes; compiled once for each instruction set.
#if defined(CRESCENT_KERNELS_ROWS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRESCENT_KERNELS_ROWS_INL
#undef CRESCENT_KERNELS_ROWS_INL
#else
#define CRESCENT_KERNELS_ROWS_INL
#endif

#include <algorithm>

#include <hwy/highway.h>

#include <crescent/reference/losses.hpp>

#include "engine/kernels/activations-inl.hpp"
#include "engine/kernels/outputs-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::kernels {
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
  const int* y;      ///< (rows), or null
  const T* values;   ///< (rows, units) instead of y for a regression, or null
  const T* weights;  ///< (rows); null: 1 each
  Index rows;
  const reference::Loss* loss;
  T* scratch;  ///< three rows of scratch_row entries
  Index scratch_row;
  T* probabilities;  ///< (rows, outputs) without gaps, to be filled; or null

  T weight(Index n) const { return weights == nullptr ? T(1) : weights[n]; }
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
  alignas(64) T weights[lanes] = {};
  auto losses = hn::Zero(d);
  for (Index first = 0; first < out.rows; first += lanes) {
    const Index rows = std::min(lanes, out.rows - first);
    T* z = out.z + first * out.stride;
    for (Index n = 0; n < rows; ++n) {
      for (Index k = 0; k < out.units; ++k) columns[k * lanes + n] = z[n * out.stride + k];
      if constexpr (with_loss) {
        y[n] = static_cast<T>(out.y[first + n]);
        weights[n] = out.weight(first + n);
      }
    }
    const auto loss = softmax<with_loss>(d, columns, out.units, lanes, hn::Load(d, y));
    if constexpr (with_loss) {
      const auto used = hn::FirstN(d, static_cast<std::size_t>(rows));
      losses = hn::MulAdd(hn::IfThenElseZero(used, hn::Load(d, weights)), loss, losses);
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

/// p = softmax(z), row by row. With `with_loss` returns Σ_n w_n (log Σ_k e^(z[k] - m) - (z[y] -
/// m)).
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
  T* weights = chosen + out.scratch_row;
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
    if (with_loss) {
      sums[n] = hn::GetLane(sum);
      weights[n] = out.weight(n);
    }
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
    return hn::Mul(hn::Load(d, weights + n), hn::Sub(math::log(d, sum), hn::Load(d, chosen + n)));
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
    other[n] = out.weight(n);
  }
  T loss = 0;
  if (with_loss) {
    const T* weights = other;
    loss = sum_row(d, z, out.rows, [&](auto value, Index n) {
      return hn::Mul(hn::Load(d, weights + n), sigmoid_loss(d, value, hn::Load(d, y + n)));
    });
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

/// delta of the last layer in place of p: w (p - t), as a rule p - one-hot(y), or p - y with one
/// sigmoid unit.
template <class D, class T = hn::TFromD<D>>
HWY_INLINE void subtract_targets(D d, const OutputRows<T>& out, Output output) {
  constexpr Index lanes = hn::MaxLanes(d);
  const double s = out.loss->label_smoothing;
  const bool plain = s == 0 && out.weights == nullptr;
  const T hot = static_cast<T>(1 - s);
  const T cold = static_cast<T>(s / static_cast<double>(std::max<Index>(out.units, 2)));
  for (Index n = 0; n < out.rows; ++n) {
    T* p = out.z + n * out.stride;
    if (output == Output::sigmoid) {
      p[0] = out.weight(n) * (p[0] - (hot * static_cast<T>(out.y[n]) + cold));
    } else if (plain) {
      p[out.y[n]] -= T(1);
    } else {
      const auto weights = hn::Set(d, out.weight(n));
      for (Index k = 0; k < out.units; k += lanes) {
        const auto rest = hn::Sub(hn::Load(d, p + k), hn::Set(d, cold));
        hn::Store(hn::Mul(weights, rest), d, p + k);
      }
      p[out.y[n]] -= out.weight(n) * hot;
    }
  }
}

/// What smoothed labels add to the losses: Σ_n w_n s (z[y] - mean of z).
template <class T>
T smoothing_losses(const OutputRows<T>& out) {
  double sum = 0;
  for (Index n = 0; n < out.rows; ++n) {
    const T* z = out.z + n * out.stride;
    double scores = 0;
    for (Index k = 0; k < out.units; ++k) scores += static_cast<double>(z[k]);
    // A single unit's is the score of class 1; that of class 0 is 0.
    const double chosen =
        out.units == 1 ? (out.y[n] == 1 ? scores : 0.0) : static_cast<double>(z[out.y[n]]);
    const double mean = scores / static_cast<double>(std::max<Index>(out.units, 2));
    sum += static_cast<double>(out.weight(n)) * (chosen - mean);
  }
  return static_cast<T>(out.loss->label_smoothing * sum);
}

/// A regression: the values as they are, and with targets the losses and, in place of z, delta. Few
/// numbers a row, and each has one multiplication or two: not worth vectors.
template <class T>
T regression_rows(const OutputRows<T>& out) {
  T loss = 0;
  for (Index n = 0; n < out.rows; ++n) {
    T* z = out.z + n * out.stride;
    if (out.probabilities != nullptr) std::copy_n(z, out.units, out.probabilities + n * out.units);
    if (out.values == nullptr) continue;
    const T weight = out.weight(n);
    for (Index k = 0; k < out.units; ++k) {
      const auto error = reference::error_cost(*out.loss, z[k] - out.values[n * out.units + k]);
      loss += weight * error.cost;
      z[k] = weight * error.slope;
    }
  }
  return loss;
}

/// From the last layer's z to predictions, to the sum of the losses (0 unless asked for) and, with
/// `with_slope`, to delta in place of z.
template <class D, class T = hn::TFromD<D>>
HWY_INLINE T judge_rows(D d, Output output, const OutputRows<T>& out, bool with_loss,
                        bool with_slope) {
  if (output == Output::identity) return regression_rows(out);
  T loss = 0;
  if (with_loss && out.loss->label_smoothing > 0) loss = smoothing_losses(out);
  loss +=
      output == Output::sigmoid ? sigmoid_rows(d, out, with_loss) : softmax_rows(d, out, with_loss);
  if (with_slope) subtract_targets(d, out, output);
  return loss;
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::kernels
HWY_AFTER_NAMESPACE();

#endif
