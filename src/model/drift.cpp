#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>
#include <unordered_map>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/metrics/drift.hpp>
#include <crescent/model/drift.hpp>

namespace crescent::model {
namespace {

using preprocess::ColumnKind;
using preprocess::ColumnSchema;
using Rows = std::vector<std::size_t>;

constexpr std::size_t kSteps = summary_steps;

/// A column's cells of some rows: numbers, or how often each level and others occur.
struct Cells {
  std::vector<double> numbers;
  std::vector<double> counts;
  double others = 0;  ///< texts that are no level
  double missing = 0;
};

Cells numbers_of(const ColumnSchema& schema, const data::Table& table, const Rows& rows) {
  const std::size_t place = table.find(schema.name);
  const data::Column& column = table.columns[place];
  if (!column.is_numeric) {
    throw Error(ErrorCode::data,
                fmt::format("'{}' is no number, but the model knows the column '{}' as numbers",
                            table.cell(place, column.first_text_row), schema.name),
                {table.source, table.line(column.first_text_row), place + 1});
  }
  Cells cells;
  for (const std::size_t row : rows) {
    if (column.is_missing(row)) {
      ++cells.missing;
    } else {
      cells.numbers.push_back(column.numbers[row]);
    }
  }
  return cells;
}

/// The level "" stands for missing cells: they are counted as missing, not as a level.
Cells levels_of(const ColumnSchema& schema, const data::Table& table, const Rows& rows) {
  const data::Column column = table.as_text(table.find(schema.name));
  std::unordered_map<std::string_view, std::size_t> place;
  for (std::size_t k = 0; k < schema.levels.size(); ++k) place[schema.levels[k]] = k;
  Cells cells;
  cells.counts.resize(schema.levels.size());
  for (const std::size_t row : rows) {
    if (column.is_missing(row)) {
      ++cells.missing;
      continue;
    }
    const auto found = place.find(column.text(row));
    ++(found == place.end() ? cells.others : cells.counts[found->second]);
  }
  return cells;
}

Cells cells_of(const ColumnSchema& schema, const data::Table& table, const Rows& rows) {
  return schema.kind == ColumnKind::numeric ? numbers_of(schema, table, rows)
                                            : levels_of(schema, table, rows);
}

std::vector<double> quantiles_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  std::vector<double> quantiles;
  for (std::size_t i = 0; i <= kSteps && !values.empty(); ++i) {
    const double place = static_cast<double>(i) / kSteps * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    // lerp is monotonic: rounding must not put a quantile below the one before.
    quantiles.push_back(std::lerp(values[below], values[above], place - std::floor(place)));
  }
  return quantiles;
}

std::string percent(double part, double all) {
  return fmt::format("{:.3g} %", all > 0 ? 100 * part / all : 0);
}

/// Rows of each tenth of the training rows, by the training rows' own deciles. Equal deciles are
/// one bin with the rows of all of them.
void bin_numbers(const std::vector<double>& quantiles, const Cells& cells, double rows,
                 std::vector<double>& expected, std::vector<double>& actual) {
  std::vector<double> edges;
  std::vector<double> shares;
  double share = 0;
  for (std::size_t tenth = 1; tenth < 10; ++tenth) {
    share += 0.1;
    const double edge = quantiles[tenth * kSteps / 10];
    if (!edges.empty() && edges.back() == edge) {
      shares.back() += 0.1;
    } else {
      edges.push_back(edge);
      shares.push_back(0.1);
    }
  }
  shares.push_back(1 - share);
  expected.clear();
  for (const double one : shares) expected.push_back(one * rows);
  actual.assign(shares.size(), 0);
  for (const double value : cells.numbers) {
    const auto bin = std::lower_bound(edges.begin(), edges.end(), value) - edges.begin();
    ++actual[static_cast<std::size_t>(bin)];
  }
}

std::string level_words(const ColumnSchema& schema, const ColumnSummary& summary,
                        const Cells& cells, double now) {
  std::size_t most = 0;
  double largest = -1;
  for (std::size_t k = 0; k < schema.levels.size(); ++k) {
    const double change = std::abs(summary.counts[k] / std::max(summary.rows, 1.0) -
                                   cells.counts[k] / std::max(now, 1.0));
    if (change > largest) {
      largest = change;
      most = k;
    }
  }
  std::string words =
      fmt::format("'{}' from {} to {}", schema.levels[most],
                  percent(summary.counts[most], summary.rows), percent(cells.counts[most], now));
  if (cells.others > 0)
    words += fmt::format(", {} not seen in training", percent(cells.others, now));
  return words;
}

ColumnDrift drift_of(const ColumnSchema& schema, const ColumnSummary& summary, const Cells& cells) {
  const bool numeric = schema.kind == ColumnKind::numeric;
  ColumnDrift drift{.column = schema.name, .test = numeric ? "ks" : "chi2", .words = {}};
  const double now = numeric
                         ? static_cast<double>(cells.numbers.size())
                         : std::accumulate(cells.counts.begin(), cells.counts.end(), cells.others);
  std::vector<double> expected = summary.counts, actual = cells.counts;
  metrics::DriftTest test;
  if (numeric) {
    if (summary.rows > 0) bin_numbers(summary.quantiles, cells, summary.rows, expected, actual);
    if (summary.rows > 0 && now > 0) {
      test = metrics::kolmogorov_smirnov(summary.quantiles, summary.rows, cells.numbers);
      drift.words = fmt::format("median {:.6g} -> {:.6g}", summary.quantiles[kSteps / 2],
                                quantiles_of(cells.numbers)[kSteps / 2]);
    }
  } else {
    expected.push_back(0);
    actual.push_back(cells.others);
    if (summary.rows > 0 && now > 0) {
      test = metrics::chi_squared(expected, actual);
      drift.words = level_words(schema, summary, cells, now);
    }
  }
  drift.statistic = test.statistic;
  drift.p_value = test.p_value;
  if (summary.missing > 0 || cells.missing > 0) {
    expected.push_back(summary.missing);
    actual.push_back(cells.missing);
    const auto missing =
        metrics::chi_squared({summary.rows, summary.missing}, {now, cells.missing});
    drift.p_value = std::min(1.0, 2 * std::min(drift.p_value, missing.p_value));
    drift.words += fmt::format("{}missing {} -> {}", drift.words.empty() ? "" : ", ",
                               percent(summary.missing, summary.rows + summary.missing),
                               percent(cells.missing, now + cells.missing));
  }
  drift.psi = metrics::population_stability_index(expected, actual);
  return drift;
}

}  // namespace

std::vector<ColumnSummary> summarise(const preprocess::Pipeline& pipeline, const data::Table& table,
                                     const Rows& rows) {
  std::vector<ColumnSummary> summaries;
  for (const ColumnSchema& schema : pipeline.columns) {
    Cells cells = cells_of(schema, table, rows);
    ColumnSummary summary{.missing = cells.missing};
    summary.rows = static_cast<double>(rows.size()) - cells.missing;
    summary.quantiles = quantiles_of(std::move(cells.numbers));
    summary.counts = std::move(cells.counts);
    summaries.push_back(std::move(summary));
  }
  return summaries;
}

std::vector<ColumnDrift> drift(const preprocess::Pipeline& pipeline,
                               const std::vector<ColumnSummary>& summaries,
                               const data::Table& table, const Rows& rows) {
  if (rows.empty() || summaries.size() != pipeline.columns.size()) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{} rows, and {} summaries for {} columns; give rows, and a summary a "
                            "column",
                            rows.size(), summaries.size(), pipeline.columns.size()));
  }
  std::vector<ColumnDrift> drifts;
  const double limit = 0.01 / static_cast<double>(std::max<std::size_t>(summaries.size(), 1));
  for (std::size_t c = 0; c < summaries.size(); ++c) {
    const ColumnSchema& schema = pipeline.columns[c];
    drifts.push_back(drift_of(schema, summaries[c], cells_of(schema, table, rows)));
    drifts.back().moved = drifts.back().psi >= 0.1 && drifts.back().p_value < limit;
  }
  std::stable_sort(drifts.begin(), drifts.end(), [](const ColumnDrift& a, const ColumnDrift& b) {
    return std::tuple(a.moved, a.psi) > std::tuple(b.moved, b.psi);
  });
  return drifts;
}

}  // namespace crescent::model
