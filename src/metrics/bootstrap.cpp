#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/core.h>

#include <crescent/base/error.hpp>
#include <crescent/base/parallel.hpp>
#include <crescent/metrics/bootstrap.hpp>
#include <crescent/random/random_state.hpp>

#include "metrics/checks.hpp"
#include "metrics/distributions.hpp"

namespace crescent::metrics {
namespace {

using Rows = std::vector<std::size_t>;

void check(const BootstrapOptions& options, std::size_t rows, Weights weights) {
  const auto fail = [](const std::string& text) { throw Error(ErrorCode::invalid_argument, text); };
  if (rows == 0) fail("no rows to draw from; give at least one");
  if (options.replicates < 1) {
    fail(fmt::format("replicates is {}; it must be 1 or more", options.replicates));
  }
  if (!options.strata.empty() && options.strata.size() != rows) {
    fail(fmt::format("strata has {} entries for {} rows; give one a row", options.strata.size(),
                     rows));
  }
  check_weights(weights, rows);
}

void check_confidence(double confidence) {
  if (confidence > 0 && confidence < 1) return;
  throw Error(
      ErrorCode::invalid_argument,
      fmt::format("confidence is {}; it must lie between 0 and 1, both excluded", confidence));
}

/// The rows of each stratum; all rows where there are no strata.
std::vector<Rows> groups_of(const std::vector<int>& strata, std::size_t rows) {
  std::vector<int> values(strata);
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  std::vector<Rows> groups(std::max<std::size_t>(values.size(), 1));
  for (std::size_t i = 0; i < rows; ++i) {
    const auto group =
        strata.empty() ? 0
                       : std::lower_bound(values.begin(), values.end(), strata[i]) - values.begin();
    groups[static_cast<std::size_t>(group)].push_back(i);
  }
  return groups;
}

std::vector<double> draw(const std::vector<Rows>& groups, std::size_t rows, Weights weights,
                         std::uint32_t seed) {
  random::RandomState random(seed);
  std::vector<double> drawn(rows);
  for (const Rows& group : groups) {
    const auto size = static_cast<std::int64_t>(group.size());
    for (std::size_t i = 0; i < group.size(); ++i)
      drawn[group[static_cast<std::size_t>(random.randint(0, size))]] += 1;
  }
  for (std::size_t i = 0; i < rows && !weights.empty(); ++i) drawn[i] *= weights[i];
  return drawn;
}

/// As numpy.percentile: linear between the two neighbours. sorted: ascending, not empty.
double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - std::floor(place)) * (sorted[above] - sorted[below]);
}

}  // namespace

Matrix<double> bootstrap(std::size_t rows, std::size_t numbers, const Statistic& statistic,
                         Weights weights, const BootstrapOptions& options) {
  check(options, rows, weights);
  const std::vector<Rows> groups = groups_of(options.strata, rows);
  // Each replicate has a stream of its own, so that any thread may draw it.
  random::RandomState seeds(options.seed);
  std::vector<std::uint32_t> seed_of(static_cast<std::size_t>(options.replicates));
  for (auto& seed : seed_of)
    seed = static_cast<std::uint32_t>(seeds.randint(0, std::int64_t{1} << 32));

  Matrix<double> result = Matrix<double>::Constant(options.replicates, static_cast<Index>(numbers),
                                                   std::numeric_limits<double>::quiet_NaN());
  parallel_for(options.threads, seed_of.size(), [&](std::size_t r) {
    const std::vector<double> drawn = draw(groups, rows, weights, seed_of[r]);
    if (std::all_of(drawn.begin(), drawn.end(), [](double w) { return w == 0; })) return;
    statistic(drawn, {result.data() + r * numbers, numbers});
  });
  return result;
}

std::vector<Interval> percentile_intervals(const Matrix<double>& replicates, double confidence) {
  check_confidence(confidence);
  std::vector<Interval> intervals;
  for (Index j = 0; j < replicates.cols(); ++j) {
    std::vector<double> sorted;
    for (Index i = 0; i < replicates.rows(); ++i)
      if (!std::isnan(replicates(i, j))) sorted.push_back(replicates(i, j));
    if (sorted.empty() || 2 * sorted.size() < static_cast<std::size_t>(replicates.rows())) {
      const double nan = std::numeric_limits<double>::quiet_NaN();
      intervals.push_back({nan, nan});
      continue;
    }
    std::sort(sorted.begin(), sorted.end());
    const double tail = (1 - confidence) / 2;
    intervals.push_back({quantile(sorted, tail), quantile(sorted, 1 - tail)});
  }
  return intervals;
}

Interval wilson_interval(double right, double rows, double confidence) {
  check_confidence(confidence);
  if (!(rows > 0) || !(right >= 0) || right > rows) {
    throw Error(
        ErrorCode::invalid_argument,
        fmt::format("{} of {} rows is no share; give 0 <= right <= rows, rows > 0", right, rows));
  }
  const double z = normal_quantile(1 - confidence), share = right / rows;
  const double scale = 1 + z * z / rows;
  const double middle = (share + z * z / (2 * rows)) / scale;
  const double half = z / scale * std::sqrt(share * (1 - share) / rows + z * z / (4 * rows * rows));
  // The ends are exactly 0 and 1 there, but for rounding.
  return {right == 0 ? 0.0 : middle - half, right == rows ? 1.0 : middle + half};
}

}  // namespace crescent::metrics
