// The matrix libraries that bench_gemm compares, each behind one function.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace bench {

/// C (m x n) = A B, all row-major without gaps; a transposed operand is stored as it is before.
struct Product {
  int m, n, k;
  bool transpose_a, transpose_b;
};

template <class T>
using Multiply = std::function<void(const T* a, const T* b, T* c)>;

template <class T>
struct Library {
  std::string name;
  int most_threads = 1;  ///< more are not tried
  std::function<void(int)> set_threads;
  std::function<Multiply<T>(const Product&)> prepare;
};

/// float32 or float64; oneDNN knows float32 alone.
template <class T>
std::vector<Library<T>> libraries();

/// Versions, and the kernels that OpenBLAS chose: one line each.
std::string describe_libraries();

/// Eigen, compiled for AVX-512 in a file of its own.
template <class T>
Multiply<T> eigen_product(const Product& product);

}  // namespace bench
