#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <crescent/base/matrix.hpp>

namespace crescent::data {

/// Numbers ready for a network: one example per row of `x`, its class (0 to classes - 1) in `y`.
struct Dataset {
  Matrix<double> x;                        ///< (N, F)
  std::vector<int> y;                      ///< (N)
  std::vector<std::string> feature_names;  ///< (F); may be empty
  std::vector<std::string> class_names;    ///< (K); may be empty

  Index rows() const { return x.rows(); }
};

/// The rows `indices` of `dataset`, in that order; names are kept.
/// Throws Error(invalid_argument) if an index is not below rows().
Dataset take(const Dataset& dataset, const std::vector<std::size_t>& indices);

}  // namespace crescent::data
