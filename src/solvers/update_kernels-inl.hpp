// Derived in docs/maths.md, "Gradient descent".
// Derived in docs/maths.md, "Other steps".
// The update rules, compiled once for each instruction set: included by update_kernels.cpp alone.
// Every rule is written once, for a number and for a vector of them alike.
#if defined(CRESCENT_UPDATE_KERNELS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRESCENT_UPDATE_KERNELS_INL
#undef CRESCENT_UPDATE_KERNELS_INL
#else
#define CRESCENT_UPDATE_KERNELS_INL
#endif

#include <limits>

#include <hwy/highway.h>

#include "solvers/vectors-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace crescent::solvers {
namespace HWY_NAMESPACE {

/// -1, 0 or 1.
template <class T, class D, class V>
HWY_INLINE V sign(D d, V value) {
  const V zero = fill(d, T(0));
  return choose(d, value > zero, fill(d, T(1)), choose(d, value < zero, fill(d, T(-1)), zero));
}

/// 0 instead of numbers so small that processors take many times as long over them: a mean
/// of gradients that have become 0 would end among them and stay there.
template <class T, class D, class V>
HWY_INLINE V without_subnormals(D d, V value) {
  const V smallest = fill(d, std::numeric_limits<T>::min());
  return choose(d, size_of(d, value) < smallest, fill(d, T(0)), value);
}

/// w -= rate · g
struct GradientDescent {
  static constexpr int buffers = 0;
  template <class T, class D, class V>
  static HWY_INLINE void apply(D /*d*/, const Coefficients<V>& c, V& w, V g, V& /*a*/, V& /*b*/) {
    w = w - c.rate * g;
  }
};

/// v <- momentum · v - rate · g;  w += v, or with Nesterov's look ahead
/// w += momentum · v - rate · g  (Sutskever et al. 2013, as scikit-learn writes it)
template <bool nesterov>
struct Momentum {
  static constexpr int buffers = 1;
  template <class T, class D, class V>
  static HWY_INLINE void apply(D d, const Coefficients<V>& c, V& w, V g, V& v, V& /*b*/) {
    const V step = c.rate * g;
    v = without_subnormals<T>(d, c.momentum * v - step);
    w = w + (nesterov ? c.momentum * v - step : v);
  }
};

/// Adam (Kingma and Ba 2015): running means m of g and v of g², both corrected, within `rate`, for
/// their start at 0. With `kept` below 1 AdamW (Loshchilov and Hutter 2019).
struct Adam {
  static constexpr int buffers = 2;
  template <class T, class D, class V>
  static HWY_INLINE void apply(D d, const Coefficients<V>& c, V& w, V g, V& m, V& v) {
    m = without_subnormals<T>(d, c.beta_1 * m + c.rest_1 * g);
    v = without_subnormals<T>(d, c.beta_2 * v + c.rest_2 * g * g);
    w = c.kept * w - c.rate * m / (root(d, v) + c.epsilon);
  }
};

/// Rprop (Riedmiller and Braun 1993) as PyTorch writes it: each entry has a step of its own, longer
/// while its gradient keeps its sign, shorter where that turns; there the entry rests once.
struct Rprop {
  static constexpr int buffers = 2;
  template <class T, class D, class V>
  static HWY_INLINE void apply(D d, const Coefficients<V>& c, V& w, V g, V& before, V& step) {
    const V zero = fill(d, T(0));
    // The product of signs, as that of the gradients may underflow.
    const V agreement = sign<T>(d, g) * sign<T>(d, before);
    const auto turned = agreement < zero;
    const V factor = choose(d, turned, c.eta_minus, fill(d, T(1)));
    step = step * choose(d, agreement > zero, c.eta_plus, factor);
    step = between(d, c.shortest, c.longest, step);
    before = choose(d, turned, zero, g);
    w = w - sign<T>(d, before) * step;
  }
};

template <class D, class T>
HWY_INLINE auto filled(D d, const Coefficients<T>& c) -> Coefficients<decltype(fill(d, T(0)))> {
  return {fill(d, c.rate),      fill(d, c.momentum), fill(d, c.beta_1),   fill(d, c.rest_1),
          fill(d, c.beta_2),    fill(d, c.rest_2),   fill(d, c.epsilon),  fill(d, c.kept),
          fill(d, c.eta_minus), fill(d, c.eta_plus), fill(d, c.shortest), fill(d, c.longest)};
}

/// Updates entries from `i` on while they fill a vector; returns the first that is left.
template <class R, class D, class T>
HWY_INLINE std::size_t sweep(D d, const Coefficients<T>& numbers, const Range<T>& r,
                             std::size_t i) {
  const auto c = filled(d, numbers);
  for (; i + lanes(d) <= r.size; i += lanes(d)) {
    auto w = load(d, r.w + i);
    auto a = w;
    auto b = w;
    if constexpr (R::buffers > 0) a = load(d, r.first + i);
    if constexpr (R::buffers > 1) b = load(d, r.second + i);
    R::template apply<T>(d, c, w, load(d, r.g + i), a, b);
    store(w, d, r.w + i);
    if constexpr (R::buffers > 0) store(a, d, r.first + i);
    if constexpr (R::buffers > 1) store(b, d, r.second + i);
  }
  return i;
}

/// Whole vectors, then what is left of them by fours and one by one.
template <class R, class T>
HWY_INLINE void sweep_all(const Coefficients<T>& numbers, const Range<T>& r) {
  std::size_t i = 0;
#if HWY_HAVE_FLOAT64
  constexpr bool vectors = true;
#else
  constexpr bool vectors = sizeof(T) == 4;
#endif
  if constexpr (vectors) {
    i = sweep<R>(hn::ScalableTag<T>(), numbers, r, i);
    i = sweep<R>(hn::CappedTag<T, 4>(), numbers, r, i);
  }
  sweep<R>(Single<T>(), numbers, r, i);
}

template <class T>
HWY_INLINE void update_with(Rule rule, const Coefficients<T>& numbers, const Range<T>& range) {
  switch (rule) {
    case Rule::gradient_descent:
      return sweep_all<GradientDescent>(numbers, range);
    case Rule::momentum:
      return sweep_all<Momentum<false>>(numbers, range);
    case Rule::nesterov:
      return sweep_all<Momentum<true>>(numbers, range);
    case Rule::adam:
      return sweep_all<Adam>(numbers, range);
    case Rule::rprop:
      return sweep_all<Rprop>(numbers, range);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::solvers
HWY_AFTER_NAMESPACE();

#endif
