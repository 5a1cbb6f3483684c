#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/metrics/weights.hpp>

/// How far a number would move on other rows of the same kind.
namespace crescent::metrics {

struct Interval {
  double low = 0;
  double high = 0;
};

struct BootstrapOptions {
  int replicates = 1000;     ///< >= 1; 95 % intervals need hundreds
  double confidence = 0.95;  ///< in (0, 1)
  std::uint32_t seed = 0;
  int threads = 0;  ///< 0: all there are. Same bits for any
  /// (N) class of each row: rows are drawn within their class, so that each keeps its size, as in
  /// the stratified splits that held them out. Empty: rows are drawn from all.
  std::vector<int> strata = {};
};

/// Numbers `out` of the rows with these weights (N); called by several threads at once.
using Statistic = std::function<void(Weights weights, std::span<double> out)>;

/// The statistic of `options.replicates` resamples (one a row of the result, `numbers` columns): N
/// rows drawn with replacement (Efron 1979), handed over as how often each row was drawn, times its
/// weight. A resample whose weights are all 0 gives NaN.
/// Throws Error(invalid_argument) for options out of range or weights that do not fit.
Matrix<double> bootstrap(std::size_t rows, std::size_t numbers, const Statistic& statistic,
                         Weights weights = {}, const BootstrapOptions& options = {});

/// The middle `confidence` of each column by percentiles, interpolated as NumPy does; replicates
/// that are NaN (a class missing in the resample) are left out, and the interval is NaN where they
/// are more than half.
std::vector<Interval> percentile_intervals(const Matrix<double>& replicates,
                                           double confidence = 0.95);

/// Of a share `right` / `rows`, by Wilson's score (1927): right in coverage also near 0 and 1 and
/// for few rows. rows > 0; need not be whole.
Interval wilson_interval(double right, double rows, double confidence = 0.95);

}  // namespace crescent::metrics
