// Highway compiles this file once for each instruction set.
#include "solvers/update_kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "solvers/update_kernels.cpp"
// The rules keep vectors in structs, which need a size known to the compiler: not so on SVE and
// RISC-V.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// After highway.h:
#include "solvers/update_kernels-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace crescent::solvers {
namespace HWY_NAMESPACE {

HWY_ATTR void update_float(Rule rule, const Coefficients<float>& numbers,
                           const Range<float>& range) {
  update_with(rule, numbers, range);
}

HWY_ATTR void update_double(Rule rule, const Coefficients<double>& numbers,
                            const Range<double>& range) {
  update_with(rule, numbers, range);
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::solvers
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace crescent::solvers {

HWY_EXPORT(update_float);
HWY_EXPORT(update_double);

void update(Rule rule, const Coefficients<float>& coefficients,
            const Range<float>& range) noexcept {
  HWY_DYNAMIC_DISPATCH(update_float)(rule, coefficients, range);
}

void update(Rule rule, const Coefficients<double>& coefficients,
            const Range<double>& range) noexcept {
  HWY_DYNAMIC_DISPATCH(update_double)(rule, coefficients, range);
}

}  // namespace crescent::solvers

#endif
