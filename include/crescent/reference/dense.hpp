#pragma once

// Derived in docs/maths.md, "Forward".
// Derived in docs/maths.md, "Backward through a dense layer".

#include <crescent/base/matrix.hpp>

namespace crescent::reference {

/// z = x W + b: x (N, inputs), W (inputs, units), b (units), z (N, units). Row n of z is example
/// n's weighted sums; b is added to every row.
template <class X, class W, class B>
Matrix<typename W::Scalar> dense_forward(const Eigen::MatrixBase<X>& x,
                                         const Eigen::MatrixBase<W>& w,
                                         const Eigen::MatrixBase<B>& b) {
  Matrix<typename W::Scalar> z = x * w;
  z.rowwise() += b;
  return z;
}

template <class T>
struct DenseGradient {
  Matrix<T> dW;     ///< (inputs, units)
  RowVector<T> db;  ///< (units)
  Matrix<T> dx;     ///< (N, inputs)
};

/// Forward: z[n,j] = Σ_i x[n,i] W[i,j] + b[j]. By the chain rule, with dz = ∂L/∂z:
///   ∂L/∂W[i,j] = Σ_n x[n,i] dz[n,j]   ->  dW = xᵀ dz
///   ∂L/∂b[j]   = Σ_n dz[n,j]          ->  db = column sums of dz
///   ∂L/∂x[n,i] = Σ_j dz[n,j] W[i,j]   ->  dx = dz Wᵀ
template <class X, class W, class D>
DenseGradient<typename W::Scalar> dense_backward(const Eigen::MatrixBase<X>& x,
                                                 const Eigen::MatrixBase<W>& w,
                                                 const Eigen::MatrixBase<D>& dz) {
  return {x.transpose() * dz, dz.colwise().sum(), dz * w.transpose()};
}

}  // namespace crescent::reference
