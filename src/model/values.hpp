#pragma once

#include <vector>

#include <crescent/base/matrix.hpp>

namespace crescent::model {

/// A matrix's numbers, row by row.
inline std::vector<double> values_of(const Eigen::Ref<const Matrix<double>>& m) {
  std::vector<double> values;
  for (Index i = 0; i < m.rows(); ++i) {
    for (Index j = 0; j < m.cols(); ++j) values.push_back(m(i, j));
  }
  return values;
}

}  // namespace crescent::model
