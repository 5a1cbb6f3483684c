// The hash of reference/dropout.hpp on vectors, compiled once for each instruction set: the same
// bits.
#if defined(CRESCENT_KERNELS_DROPOUT_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRESCENT_KERNELS_DROPOUT_INL
#undef CRESCENT_KERNELS_DROPOUT_INL
#else
#define CRESCENT_KERNELS_DROPOUT_INL
#endif

#include <cstdint>

#include <hwy/highway.h>

#include "engine/kernels/layer_dropout.hpp"

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// Lanes of 32 bits, as many as D has.
template <class D>
using Hash = hn::Rebind<std::uint32_t, D>;

template <class DU, class V = hn::Vec<DU>>
HWY_INLINE V mix(DU du, V x) {
  x = hn::Mul(hn::Xor(x, hn::ShiftRight<16>(x)), hn::Set(du, 0x7feb352dU));
  x = hn::Mul(hn::Xor(x, hn::ShiftRight<15>(x)), hn::Set(du, 0x846ca68bU));
  return hn::Xor(x, hn::ShiftRight<16>(x));
}

/// 0 or the factor, for places whose rows and units have been hashed into `seeds` but for the last
/// step. The bits are compared as signed numbers, which every instruction set can: turning the top
/// bit keeps the order.
template <class D, class T = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> dropout_factors(D d, const LayerDropout<T>& dropout, hn::Vec<Hash<D>> seeds) {
  const Hash<D> du;
  const hn::Rebind<std::int32_t, D> di;
  const auto top = hn::Set(du, 0x80000000U);
  const auto bits = mix(du, hn::Xor(seeds, hn::Set(du, dropout.key.unit)));
  const auto dropped = hn::Lt(hn::BitCast(di, hn::Xor(bits, top)),
                              hn::BitCast(di, hn::Xor(hn::Set(du, dropout.threshold), top)));
  const auto kept = hn::IfThenZeroElse(dropped, hn::Set(di, 1));
  hn::Vec<D> factors;
  if constexpr (sizeof(T) == 8) {
    factors = hn::PromoteTo(d, kept);
  } else {
    factors = hn::ConvertTo(d, kept);
  }
  return hn::Mul(factors, hn::Set(d, dropout.factor));
}

/// One unit of `vectors` vectors of examples from `row` on: a and its slope become 0, or grow.
template <class D, class T = hn::TFromD<D>>
HWY_NOINLINE void drop_examples(D d, const LayerDropout<T>& dropout, Index row, Index unit, T* a,
                                T* slope, Index vectors) {
  constexpr Index lanes = hn::MaxLanes(d);
  const Hash<D> du;
  const auto step = hn::Set(du, static_cast<std::uint32_t>(unit) * reference::dropout_unit_step);
  for (Index i = 0; i < vectors * lanes; i += lanes) {
    const auto rows = hn::Iota(du, static_cast<std::uint32_t>(row + i));
    const auto seeds = hn::Add(mix(du, hn::Xor(rows, hn::Set(du, dropout.key.row))), step);
    const auto factors = dropout_factors(d, dropout, seeds);
    hn::Store(hn::Mul(hn::Load(d, a + i), factors), d, a + i);
    hn::Store(hn::Mul(hn::Load(d, slope + i), factors), d, slope + i);
  }
}

/// The same for one example and whole vectors of units from `unit` on.
template <class D, class T = hn::TFromD<D>>
HWY_NOINLINE void drop_units(D d, const LayerDropout<T>& dropout, Index row, Index unit, T* a,
                             T* slope, Index vectors) {
  constexpr Index lanes = hn::MaxLanes(d);
  const Hash<D> du;
  const auto start =
      hn::Set(du, reference::mix_bits(static_cast<std::uint32_t>(row) ^ dropout.key.row));
  const auto step = hn::Set(du, reference::dropout_unit_step);
  for (Index i = 0; i < vectors * lanes; i += lanes) {
    const auto units = hn::Iota(du, static_cast<std::uint32_t>(unit + i));
    const auto factors = dropout_factors(d, dropout, hn::Add(start, hn::Mul(units, step)));
    hn::Store(hn::Mul(hn::Load(d, a + i), factors), d, a + i);
    hn::Store(hn::Mul(hn::Load(d, slope + i), factors), d, slope + i);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::kernels
HWY_AFTER_NAMESPACE();

#endif
