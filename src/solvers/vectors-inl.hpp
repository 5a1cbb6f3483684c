// The few operations that the update rules need, for a vector of numbers and for one number alike.
// Compiled once for each instruction set, as update_kernels-inl.hpp is.
#if defined(CRESCENT_SOLVERS_VECTORS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRESCENT_SOLVERS_VECTORS_INL
#undef CRESCENT_SOLVERS_VECTORS_INL
#else
#define CRESCENT_SOLVERS_VECTORS_INL
#endif

#include <algorithm>
#include <cmath>

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace crescent::solvers {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// Stands for a vector of one number that needs no vector instructions.
template <class T>
struct Single {};

template <class T>
constexpr std::size_t lanes(Single<T> /*d*/) {
  return 1;
}
template <class T>
HWY_INLINE T fill(Single<T> /*d*/, T value) {
  return value;
}
template <class T>
HWY_INLINE T load(Single<T> /*d*/, const T* place) {
  return *place;
}
template <class T>
HWY_INLINE void store(T value, Single<T> /*d*/, T* place) {
  *place = value;
}
template <class T>
HWY_INLINE T root(Single<T> /*d*/, T value) {
  return std::sqrt(value);
}
template <class T>
HWY_INLINE T size_of(Single<T> /*d*/, T value) {
  return std::abs(value);
}
template <class T>
HWY_INLINE T between(Single<T> /*d*/, T low, T high, T value) {
  return std::min(std::max(value, low), high);
}
template <class T>
HWY_INLINE T choose(Single<T> /*d*/, bool which, T yes, T no) {
  return which ? yes : no;
}

template <class D>
constexpr std::size_t lanes(D d) {
  return hn::MaxLanes(d);
}
template <class D, class T>
HWY_INLINE hn::Vec<D> fill(D d, T value) {
  return hn::Set(d, value);
}
template <class D, class T>
HWY_INLINE hn::Vec<D> load(D d, const T* place) {
  return hn::LoadU(d, place);
}
template <class D, class T, class V>
HWY_INLINE void store(V value, D d, T* place) {
  hn::StoreU(value, d, place);
}
template <class D, class V>
HWY_INLINE V root(D /*d*/, V value) {
  return hn::Sqrt(value);
}
template <class D, class V>
HWY_INLINE V size_of(D /*d*/, V value) {
  return hn::Abs(value);
}
template <class D, class V>
HWY_INLINE V between(D /*d*/, V low, V high, V value) {
  return hn::Min(hn::Max(value, low), high);
}
template <class D, class V, class M>
HWY_INLINE V choose(D /*d*/, M which, V yes, V no) {
  return hn::IfThenElse(which, yes, no);
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::solvers
HWY_AFTER_NAMESPACE();

#endif
