#pragma once

#include <string_view>

#include <crescent/base/matrix.hpp>

namespace crescent::engine::gemm {

/// out = op(left) op(right), or added to out; all row-major, `*_row` entries from one row to the
/// next.
template <class T>
struct MatrixProduct {
  bool left_transposed = false;   ///< left is stored (depth, rows)
  bool right_transposed = false;  ///< right is stored (columns, depth)
  Index rows = 0;
  Index columns = 0;
  Index depth = 0;
  const T* left = nullptr;
  Index left_row = 0;
  const T* right = nullptr;
  Index right_row = 0;
  bool add = false;
  T* out = nullptr;
  Index out_row = 0;
};

/// On the calling thread alone. float: oneDNN's where the library was built with it, else packed();
/// double: packed().
void multiply(const MatrixProduct<float>& product);
void multiply(const MatrixProduct<double>& product);

/// Whose products `multiply` computes: "oneDNN" or "Crescent".
template <class T>
std::string_view product_library();

/// The products of the fused engine's tiles, with the right operand copied panel by panel.
template <class T>
void multiply_packed(const MatrixProduct<T>& product);

}  // namespace crescent::engine::gemm
