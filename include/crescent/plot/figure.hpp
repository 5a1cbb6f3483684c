#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <crescent/base/matrix.hpp>

namespace crescent::plot {

/// A predict callable: points (N, 2) in, a class number for each row out.
using PredictClasses = std::function<std::vector<int>(const Matrix<double>&)>;
/// Points (N, 2) in, probabilities (N, K) out.
using PredictProbabilities = std::function<Matrix<double>(const Matrix<double>&)>;

}  // namespace crescent::plot
