// Eigen knows its instruction set at compile time only: this file is compiled for AVX-512 machines.
#include <Eigen/Core>

#include "gemm_libraries.hpp"

namespace bench {

template <class T>
Multiply<T> eigen_product(const Product& p) {
  using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  using In = Eigen::Map<const Matrix>;
  using Out = Eigen::Map<Matrix>;
  return [p](const T* a, const T* b, T* c) {
    Out out(c, p.m, p.n);
    if (p.transpose_a)
      out.noalias() = In(a, p.k, p.m).transpose() * In(b, p.k, p.n);
    else if (p.transpose_b)
      out.noalias() = In(a, p.m, p.k) * In(b, p.n, p.k).transpose();
    else
      out.noalias() = In(a, p.m, p.k) * In(b, p.k, p.n);
  };
}

template Multiply<float> eigen_product<float>(const Product&);
template Multiply<double> eigen_product<double>(const Product&);

}  // namespace bench
