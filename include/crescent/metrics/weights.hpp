#pragma once

#include <span>

namespace crescent::metrics {

/// One number >= 0 a row, scikit-learn's `sample_weight`: a row of weight 2 counts as two rows.
/// Empty: every row counts once. Every function that takes weights throws Error(invalid_argument)
/// if there are not as many as rows, one is negative or not finite, or all are 0.
using Weights = std::span<const double>;

}  // namespace crescent::metrics
