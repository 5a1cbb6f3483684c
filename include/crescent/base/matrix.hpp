#pragma once

#include <Eigen/Core>

namespace crescent {

using Index = Eigen::Index;

/// Matrices are row-major with one example per row: z = x W + b reads as in the tutorial.
template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <class T>
using RowVector = Eigen::Matrix<T, 1, Eigen::Dynamic, Eigen::RowMajor>;

/// Read-only view of a row-major matrix somebody else owns.
template <class T>
using MatrixView = Eigen::Map<const Matrix<T>>;

}  // namespace crescent
