// Matrix products for where no library has them: Highway compiles this file once for each
// instruction set.
#include "base/aligned_buffer.hpp"
#include "engine/gemm/product.hpp"
#include "engine/kernels/targets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/gemm/packed.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// After highway.h:
#include "engine/gemm/packed-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::gemm {
namespace HWY_NAMESPACE {

HWY_ATTR void packed_float(const MatrixProduct<float>& product, float* scratch, float* edge) {
  packed(hn::ScalableTag<float>(), product, scratch, edge);
}
HWY_ATTR void packed_double(const MatrixProduct<double>& product, double* scratch, double* edge) {
  packed(hn::ScalableTag<double>(), product, scratch, edge);
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::gemm
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace crescent::engine::gemm {

HWY_EXPORT(packed_float);
HWY_EXPORT(packed_double);

template <class T>
void multiply_packed(const MatrixProduct<T>& product) {
  // The widest panel there is, and rows of it for the edge.
  constexpr Index width = 4 * static_cast<Index>(alignment / sizeof(T));
  alignas(alignment) thread_local T scratch[128 * width];
  alignas(alignment) thread_local T edge[24 * width];
  if constexpr (sizeof(T) == sizeof(float)) {
    HWY_DYNAMIC_DISPATCH(packed_float)(product, scratch, edge);
  } else {
    HWY_DYNAMIC_DISPATCH(packed_double)(product, scratch, edge);
  }
}
template void multiply_packed(const MatrixProduct<float>&);
template void multiply_packed(const MatrixProduct<double>&);

}  // namespace crescent::engine::gemm

#endif
