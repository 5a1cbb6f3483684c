#include "profile.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <crescent/data/number.hpp>

namespace crescent::describe {
namespace {

constexpr std::size_t shown_levels = 5;
constexpr std::size_t most_bins = 32;

/// Distinct numbers and how often each occurs, from sorted ones.
std::vector<Repeated> runs_of(const std::vector<double>& sorted) {
  std::vector<Repeated> runs;
  for (const double value : sorted) {
    if (runs.empty() || runs.back().value != value) runs.push_back({value, 0});
    ++runs.back().count;
  }
  return runs;
}

/// Where bins begin: at each distinct number if there are few, else at quantiles.
std::vector<double> edges_of(const std::vector<double>& sorted, const std::vector<Repeated>& runs) {
  std::vector<double> edges;
  if (runs.size() <= most_bins) {
    for (std::size_t k = 1; k < runs.size(); ++k) edges.push_back(runs[k].value);
    return edges;
  }
  for (std::size_t k = 1; k < most_bins; ++k) {
    const double edge = sorted[k * sorted.size() / most_bins];
    if (edge > sorted.front() && (edges.empty() || edge > edges.back())) edges.push_back(edge);
  }
  return edges;
}

void profile_numbers(const data::Column& column, Profile& profile) {
  std::vector<double> sorted;
  sorted.reserve(column.rows() - column.missing_count);
  for (const double value : column.numbers)
    if (!std::isnan(value)) sorted.push_back(value);
  if (sorted.empty()) return;
  std::sort(sorted.begin(), sorted.end());
  const auto n = static_cast<double>(sorted.size());
  const std::size_t middle = sorted.size() / 2;
  ColumnSummary& summary = profile.summary;
  summary.min = sorted.front();
  summary.max = sorted.back();
  summary.median =
      sorted.size() % 2 == 1 ? sorted[middle] : std::midpoint(sorted[middle - 1], sorted[middle]);
  summary.mean = std::accumulate(sorted.begin(), sorted.end(), 0.0) / n;
  double squares = 0.0;
  for (const double value : sorted) {
    squares += (value - summary.mean) * (value - summary.mean);
    profile.whole = profile.whole && value == std::trunc(value);
  }
  profile.deviation = std::sqrt(squares / n);
  const std::vector<Repeated> runs = runs_of(sorted);
  summary.distinct = runs.size();
  profile.least = runs.front();
  profile.most = runs.back();
  if (runs.size() > 1) {
    profile.above_least = runs[1];
    profile.below_most = runs[runs.size() - 2];
  }
  profile.mode = *std::max_element(runs.begin(), runs.end(),
                                   [](const auto& a, const auto& b) { return a.count < b.count; });
  profile.edges = edges_of(sorted, runs);
}

void profile_texts(const data::Column& column, Profile& profile) {
  profile.counts.assign(column.levels.size(), 0);
  for (const std::uint32_t code : column.codes)
    if (code != data::missing_level) ++profile.counts[code];
  std::vector<std::size_t> order;
  for (std::size_t k = 0; k < profile.counts.size(); ++k) {
    if (profile.counts[k] == 0) continue;
    order.push_back(k);
    if (data::parse_number(column.levels[k])) profile.number_rows += profile.counts[k];
  }
  profile.summary.distinct = order.size();
  const auto shown =
      order.begin() + static_cast<std::ptrdiff_t>(std::min(order.size(), shown_levels));
  std::partial_sort(order.begin(), shown, order.end(), [&](std::size_t a, std::size_t b) {
    const std::size_t one = profile.counts[a], other = profile.counts[b];
    return one != other ? one > other : column.levels[a] < column.levels[b];
  });
  for (auto k = order.begin(); k != shown; ++k)
    profile.summary.top.push_back({column.levels[*k], profile.counts[*k]});
}

}  // namespace

Profile make_profile(const data::Table& table, std::size_t c,
                     const std::vector<std::size_t>& rows) {
  const data::Column& column = table.columns[c];
  Profile profile{.summary = {.name = column.name,
                              .is_numeric = column.is_numeric,
                              .inferred = preprocess::infer_type(table, c, rows),
                              .missing = column.missing_count}};
  if (column.is_numeric)
    profile_numbers(column, profile);
  else
    profile_texts(column, profile);
  return profile;
}

std::size_t Bins::count() const {
  return (column_.is_numeric ? profile_.edges.size() + 1 : column_.levels.size()) + 1;
}

std::size_t Bins::of(std::size_t row) const {
  if (column_.is_missing(row)) return count() - 1;
  if (!column_.is_numeric) return column_.codes[row];
  const auto& edges = profile_.edges;
  const auto above = std::upper_bound(edges.begin(), edges.end(), column_.numbers[row]);
  return static_cast<std::size_t>(above - edges.begin());
}

}  // namespace crescent::describe
