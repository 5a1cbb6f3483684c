// The vector functions against the C library's in long double, on every instruction set that this
// machine has and with full and partial vectors.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "unit/vector_math_test.cpp"
// As in the engine: structs of vectors need a size known to the compiler.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#include <cstddef>

#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// After highway.h:
#include "../../src/engine/math/vector_math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::math {
namespace HWY_NAMESPACE {

template <class D, class T, class F>
HWY_INLINE void each(D d, const T* in, T* out, std::size_t count, F f) {
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    hn::StoreU(f(hn::LoadU(d, in + i)), d, out + i);
  }
}

/// out = f(in); count: a multiple of all vectors' lanes.
template <class D, class T>
void apply(D d, int function, const T* in, T* out, std::size_t count) {
  using V = hn::Vec<D>;
  switch (function) {
    case 0:
      return each(d, in, out, count, [d](V x) HWY_ATTR { return exp(d, x); });
    case 1:
      return each(d, in, out, count, [d](V x) HWY_ATTR { return log(d, x); });
    case 2:
      return each(d, in, out, count, [d](V x) HWY_ATTR { return log1p(d, x); });
    case 3:
      return each(d, in, out, count, [d](V x) HWY_ATTR { return tanh(d, x); });
    case 4:
      return each(d, in, out, count, [d](V x) HWY_ATTR { return sigmoid(d, x); });
    case 5:
      return each(d, in, out, count, [d](V x) HWY_ATTR { return softplus(d, x); });
    case 6:
      return each(d, in, out, count, [d](V x) HWY_ATTR { return erf(d, x); });
    default:
      return each(d, in, out, count, [d](V x) HWY_ATTR { return gelu(d, x); });
  }
}

/// lanes: 1, 2, or 0 for as many as the registers hold.
template <class T>
void apply_lanes(int function, int lanes, const T* in, T* out, std::size_t count) {
  if (lanes == 1) return apply(hn::CappedTag<T, 1>(), function, in, out, count);
  if (lanes == 2) return apply(hn::CappedTag<T, 2>(), function, in, out, count);
  return apply(hn::ScalableTag<T>(), function, in, out, count);
}
void apply_double(int function, int lanes, const double* in, double* out, std::size_t count) {
  apply_lanes(function, lanes, in, out, count);
}
void apply_float(int function, int lanes, const float* in, float* out, std::size_t count) {
  apply_lanes(function, lanes, in, out, count);
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::math
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <span>
#include <vector>

#include <gtest/gtest.h>

namespace crescent::engine::math {
namespace {

HWY_EXPORT(apply_double);
HWY_EXPORT(apply_float);

void run(int function, int lanes, std::span<const double> in, std::vector<double>& out) {
  HWY_DYNAMIC_DISPATCH(apply_double)(function, lanes, in.data(), out.data(), in.size());
}
void run(int function, int lanes, std::span<const float> in, std::vector<float>& out) {
  HWY_DYNAMIC_DISPATCH(apply_float)(function, lanes, in.data(), out.data(), in.size());
}

/// Runs the body on each instruction set in turn, the best one last.
template <class F>
void on_every_instruction_set(F body) {
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    SCOPED_TRACE(hwy::TargetName(target));
    body();
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

using Wide = long double;

Wide sigmoid_of(Wide x) { return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x)); }
Wide softplus_of(Wide x) { return std::max(x, Wide(0)) + std::log1p(std::exp(-std::abs(x))); }

/// x Φ(x). erfc(x / √2) multiplies the relative error of its argument by x², so what rounding
/// takes from the argument is put back by the slope.
Wide gelu_of(Wide x) {
  if (x == 0 || std::isnan(x) || x > 100) return x;
  if (x < -100) return -Wide(0);
  const Wide root = std::sqrt(Wide(0.5));
  const Wide root_low = -std::fma(root, root, Wide(-0.5)) / (2 * root);
  const Wide a = std::abs(x);
  const Wide z = a * root;
  const Wide z_low = std::fma(a, root, -z) + a * root_low;
  const Wide slope = std::exp(-z * z) * Wide(1.12837916709551257389615890312154517L);  // 2/√π
  const Wide u = a / 2 * (std::erfc(z) - slope * z_low);
  return x < 0 ? -u : x - u;
}

struct Function {
  const char* name;
  Wide (*oracle)(Wide);
  double bound_double;  ///< units of the last place, as the function's comment says
  double bound_float;
};

const std::vector<Function> functions = {
    {"exp", [](Wide x) { return std::exp(x); }, 1.3, 1.3},
    {"log", [](Wide x) { return std::log(x); }, 1.5, 1.5},
    {"log1p", [](Wide x) { return std::log1p(x); }, 1.5, 1.5},
    {"tanh", [](Wide x) { return std::tanh(x); }, 1.5, 2.5},
    {"sigmoid", sigmoid_of, 2, 2},
    {"softplus", softplus_of, 2.1, 2.1},
    {"erf", [](Wide x) { return std::erf(x); }, 1.8, 2.2},
    {"gelu", gelu_of, 3.5, 3.5},
};

template <class T>
using Limits = std::numeric_limits<T>;

/// The exact result and the unit of the last place that a T as large has.
template <class T>
struct Exact {
  explicit Exact(Wide exact) : value(exact) {
    // Infinity counts as the first power of two that a T cannot hold.
    if (std::isnan(exact)) return;
    value = std::clamp(exact, -end, end);
    int exponent = 0;
    std::frexp(value, &exponent);
    exponent = std::clamp(exponent, Limits<T>::min_exponent, Limits<T>::max_exponent);
    unit = std::ldexp(Wide(1), exponent - Limits<T>::digits);
  }

  double units_off(T got) const {
    if (std::isnan(value) || std::isnan(got)) {
      return std::isnan(value) && std::isnan(got) ? 0 : HUGE_VAL;
    }
    if (value == 0) return got == 0 && std::signbit(got) == std::signbit(value) ? 0 : HUGE_VAL;
    return static_cast<double>(std::abs(std::clamp(Wide(got), -end, end) - value) / unit);
  }

  static inline const Wide end = std::ldexp(Wide(1), Limits<T>::max_exponent);
  Wide value;
  Wide unit = 0;
};

/// Zeros, infinities, NaN, every exponent of both signs, the numbers around the places where the
/// functions change their way, and random ones where they bend.
template <class T>
std::vector<T> points() {
  std::vector<T> x;
  const auto both = [&x](T value) { x.insert(x.end(), {value, -value}); };
  for (const T value : {T(0), Limits<T>::infinity(), Limits<T>::quiet_NaN(), Limits<T>::max(),
                        Limits<T>::denorm_min(), Limits<T>::min()}) {
    both(value);
  }
  const auto specials = static_cast<std::ptrdiff_t>(x.size());
  std::mt19937_64 random(3);
  std::uniform_real_distribution<T> mantissa(1, 2);
  for (int e = Limits<T>::min_exponent - Limits<T>::digits; e < Limits<T>::max_exponent; ++e) {
    for (int i = 0; i < (std::abs(e) < 12 ? 8000 : 60); ++i) both(std::ldexp(mantissa(random), e));
  }
  const auto around = [&](T centre) {
    both(centre);
    T below = centre, above = centre;
    for (int i = 0; i < 8; ++i) {
      both(below = std::nextafter(below, T(0)));
      both(above = std::nextafter(above, Limits<T>::infinity()));
    }
  };
  // Overflow, the smallest normal and the smallest denormal result, the end of tanh.
  for (const double edge : {709.7827, 708.3964, 745.1332, 88.72284, 87.33655, 103.9721, 19.0625,
                            9.01, 0.5, 1.0, 2.0, 0x1p-27, 0x1p-53, 0x1p-12}) {
    around(static_cast<T>(edge));
  }
  for (int i = 1; i < 2500; ++i) around(static_cast<T>(i) / 256);        // nodes and midpoints
  for (int i = 1; i < 256; ++i) around(static_cast<T>(i * 0.34657359));  // log(2) / 2
  std::uniform_real_distribution<T> part(-1, 1);
  for (int i = 0; i < 100000; ++i) {
    for (const double range : {2.0, 20.0, 110.0, 760.0}) {
      x.push_back(static_cast<T>(range) * part(random));
    }
  }
  // Mixed, so that a part of them has something of all.
  std::shuffle(x.begin() + specials, x.end(), random);
  x.resize((x.size() + 63) / 64 * 64, T(1));
  return x;
}

template <class T>
void expect_close(bool is_double) {
  const std::vector<T> x = points<T>();
  std::vector<T> y(x.size());
  for (std::size_t f = 0; f < functions.size(); ++f) {
    const Function& function = functions[f];
    SCOPED_TRACE(function.name);
    std::vector<Exact<T>> exact;
    exact.reserve(x.size());
    for (const T value : x) exact.emplace_back(function.oracle(Wide(value)));
    const double bound = is_double ? function.bound_double : function.bound_float;
    on_every_instruction_set([&] {
      for (const int lanes : {0, 1, 2}) {
        const std::size_t count = lanes == 0 ? x.size() : 64 * 500;
        run(static_cast<int>(f), lanes, {x.data(), count}, y);
        std::size_t worst = 0;
        double most = 0;
        for (std::size_t i = 0; i < count; ++i) {
          const double off = exact[i].units_off(y[i]);
          if (off > most) {
            most = off;
            worst = i;
          }
        }
        EXPECT_LE(most, bound) << lanes << " lanes at " << x[worst] << ": " << y[worst]
                               << ", exactly " << exact[worst].value;
      }
    });
  }
}

TEST(VectorMath, StaysWithinItsBoundsInDouble) { expect_close<double>(true); }
TEST(VectorMath, StaysWithinItsBoundsInFloat) { expect_close<float>(false); }

}  // namespace
}  // namespace crescent::engine::math

#endif
