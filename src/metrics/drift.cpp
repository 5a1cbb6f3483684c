#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/core.h>

#include <crescent/base/error.hpp>
#include <crescent/metrics/drift.hpp>

#include "metrics/distributions.hpp"

namespace crescent::metrics {
namespace {

double sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

void check(const std::vector<double>& expected, const std::vector<double>& actual) {
  if (!expected.empty() && expected.size() == actual.size() && sum(expected) > 0 &&
      sum(actual) > 0) {
    return;
  }
  throw Error(
      ErrorCode::invalid_argument,
      fmt::format("{} and {} bins with {} and {} rows; give as many bins for both, and rows",
                  expected.size(), actual.size(), sum(expected), sum(actual)));
}

/// Share of a sample at or below v (below v if `strictly`), of which evenly spaced quantiles are
/// known; linear between two.
double share_below(const std::vector<double>& quantiles, double v, bool strictly) {
  const auto next = strictly ? std::lower_bound(quantiles.begin(), quantiles.end(), v)
                             : std::upper_bound(quantiles.begin(), quantiles.end(), v);
  if (next == quantiles.begin()) return 0;
  if (next == quantiles.end()) return 1;
  const double low = *(next - 1), high = *next;
  const double part = high > low ? (std::min(v, high) - low) / (high - low) : 0;
  return (static_cast<double>(next - 1 - quantiles.begin()) + part) /
         static_cast<double>(quantiles.size() - 1);
}

}  // namespace

double population_stability_index(const std::vector<double>& expected,
                                  const std::vector<double>& actual) {
  check(expected, actual);
  const auto bins = static_cast<double>(expected.size());
  const double all_expected = sum(expected) + bins / 2, all_actual = sum(actual) + bins / 2;
  double index = 0;
  for (std::size_t b = 0; b < expected.size(); ++b) {
    const double e = (expected[b] + 0.5) / all_expected, a = (actual[b] + 0.5) / all_actual;
    index += (a - e) * std::log(a / e);
  }
  return index;
}

DriftTest kolmogorov_smirnov(const std::vector<double>& quantiles, double rows,
                             std::vector<double> values) {
  if (quantiles.size() < 2 || values.empty() || !(rows > 0)) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{} quantiles of {} rows and {} values; give at least 2 quantiles, "
                            "and rows on either side",
                            quantiles.size(), rows, values.size()));
  }
  std::sort(values.begin(), values.end());
  const auto count = static_cast<double>(values.size());
  double distance = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double v = values[i];
    if (i == 0 || values[i - 1] != v) {
      distance = std::max(
          distance, std::abs(share_below(quantiles, v, true) - static_cast<double>(i) / count));
    }
    if (i + 1 == values.size() || values[i + 1] != v) {
      distance = std::max(distance, std::abs(share_below(quantiles, v, false) -
                                             static_cast<double>(i + 1) / count));
    }
  }
  distance = std::max(0.0, distance - 0.5 / static_cast<double>(quantiles.size() - 1));
  return {distance, kolmogorov_tail(distance, rows, count)};
}

DriftTest chi_squared(const std::vector<double>& expected, const std::vector<double>& actual) {
  check(expected, actual);
  std::vector<std::pair<double, double>> bins;
  std::pair<double, double> rare{0, 0};
  for (std::size_t b = 0; b < expected.size(); ++b) {
    if (expected[b] + actual[b] < 5) {
      rare.first += expected[b];
      rare.second += actual[b];
    } else {
      bins.emplace_back(expected[b], actual[b]);
    }
  }
  if (rare.first + rare.second > 0) bins.push_back(rare);
  if (bins.size() < 2) return {};
  const double e_rows = sum(expected), a_rows = sum(actual);
  const double up = std::sqrt(a_rows / e_rows);
  double statistic = 0;
  for (const auto& [e, a] : bins) {
    const double difference = up * e - a / up;
    statistic += difference * difference / (e + a);
  }
  return {statistic, chi_squared_tail(statistic, static_cast<double>(bins.size() - 1))};
}

}  // namespace crescent::metrics
