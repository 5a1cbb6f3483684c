#include "engine/gemm/product.hpp"

#if CRESCENT_ONEDNN
#include <omp.h>
#include <oneapi/dnnl/dnnl.h>
#endif

namespace crescent::engine::gemm {

void multiply(const MatrixProduct<double>& product) { multiply_packed(product); }

template <>
std::string_view product_library<double>() {
  return "Crescent";
}

#if CRESCENT_ONEDNN

void multiply(const MatrixProduct<float>& p) {
  // Threads are ours to use: oneDNN would start a team of its own inside each.
  if (omp_get_max_threads() != 1) omp_set_num_threads(1);
  const auto status = dnnl_sgemm(p.left_transposed ? 'T' : 'N', p.right_transposed ? 'T' : 'N',
                                 p.rows, p.columns, p.depth, 1.0F, p.left, p.left_row, p.right,
                                 p.right_row, p.add ? 1.0F : 0.0F, p.out, p.out_row);
  if (status != dnnl_success) multiply_packed(p);
}

template <>
std::string_view product_library<float>() {
  return "oneDNN";
}

#else

void multiply(const MatrixProduct<float>& product) { multiply_packed(product); }

template <>
std::string_view product_library<float>() {
  return "Crescent";
}

#endif

}  // namespace crescent::engine::gemm
