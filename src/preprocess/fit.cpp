#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <variant>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <crescent/base/error.hpp>
#include <crescent/data/number.hpp>
#include <crescent/preprocess/pipeline.hpp>

namespace crescent::preprocess {
namespace {

using Rows = std::vector<std::size_t>;

/// What a column turned out to be: usable, or not and why.
using Outcome = std::variant<ColumnSchema, SkippedColumn>;

double median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*std::max_element(values.begin(), middle) + *middle) / 2.0;
}

struct Moments {
  double mean = 0.0;
  double variance = 0.0;  // population
};

Moments moments_of(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  Moments moments;
  for (const double value : values) moments.mean += value;
  moments.mean /= n;
  double sum = 0.0, squares = 0.0;
  for (const double value : values) {
    sum += value - moments.mean;
    squares += (value - moments.mean) * (value - moments.mean);
  }
  // `sum` is 0 but for rounding; taking it out corrects the variance for the mean's last bits.
  moments.variance = (squares - sum * sum / n) / n;
  return moments;
}

/// Whether the values differ by no more than rounding can make them differ. Source: the bound
/// scikit-learn's StandardScaler uses (Chan, Golub and LeVeque 1983, error of the two-pass sum).
bool is_constant(const Moments& moments, std::size_t count) {
  const double rounding = static_cast<double>(count) * std::numeric_limits<double>::epsilon();
  const double noise = rounding * moments.mean;
  return std::isfinite(moments.variance) &&
         moments.variance <= rounding * moments.variance + noise * noise;
}

/// Where most cells are numbers, one that is none is probably a mistake, and gets shown.
std::string stray_text(const data::Table& table, std::size_t c, const Rows& rows) {
  const data::Column& column = table.columns[c];
  if (column.is_numeric) return "";
  std::vector<char> is_number;  // each level
  for (const std::string& level : column.levels)
    is_number.push_back(data::parse_number(level).has_value());
  std::size_t numbers = 0, texts = 0;
  for (const std::size_t i : rows)
    if (!column.is_missing(i)) ++(is_number[column.codes[i]] ? numbers : texts);
  if (numbers <= texts) return "";
  return fmt::format("; the first that is no number is '{}' on line {}",
                     column.text(column.first_text_row), table.line(column.first_text_row));
}

SkippedColumn constant(const data::Table& table, std::size_t c, const Rows& rows) {
  return {table.columns[c].name,
          fmt::format("constant ('{}' in every training row)", table.cell(c, rows.front()))};
}

/// The distinct texts among `rows`, sorted; "" if a cell is missing.
std::set<std::string> find_levels(const data::Column& column, const Rows& rows) {
  std::vector<char> seen(column.levels.size() + 1);
  for (const std::size_t i : rows)
    seen[column.is_missing(i) ? column.levels.size() : column.codes[i]] = 1;
  std::set<std::string> levels;
  for (std::size_t k = 0; k < column.levels.size(); ++k)
    if (seen[k]) levels.insert(column.levels[k]);
  if (seen.back()) levels.insert("");
  return levels;
}

Outcome fit_categorical(const data::Table& table, std::size_t c, const Rows& rows,
                        std::size_t max_levels) {
  const data::Column column = table.as_text(c);
  const std::set<std::string> levels = find_levels(column, rows);
  const std::size_t texts = levels.size() - levels.count("");
  if (texts == 0) return SkippedColumn{column.name, "no value in the training rows"};
  if (levels.size() == 1) return constant(table, c, rows);
  if (texts > max_levels)
    return SkippedColumn{column.name, fmt::format("{} distinct texts, more than {}{}", texts,
                                                  max_levels, stray_text(table, c, rows))};
  return ColumnSchema{.name = column.name,
                      .kind = ColumnKind::categorical,
                      .levels = {levels.begin(), levels.end()}};
}

Outcome fit_numeric(const data::Table& table, std::size_t c, const Rows& rows,
                    std::size_t max_levels) {
  const data::Column& column = table.columns[c];
  std::vector<double> present;
  for (const std::size_t i : rows)
    if (!column.is_missing(i)) present.push_back(column.numbers[i]);
  const bool any_missing = present.size() < rows.size();
  if (present.empty() || is_constant(moments_of(present), present.size()))
    return any_missing ? fit_categorical(table, c, rows, max_levels) : constant(table, c, rows);
  ColumnSchema schema{.name = column.name, .median = median_of(present)};
  schema.missing_indicator = any_missing;
  std::vector<double> imputed = present;
  imputed.resize(rows.size(), schema.median);
  const Moments moments = moments_of(imputed);
  schema.mean = moments.mean;
  schema.scale = std::sqrt(moments.variance);
  if (!std::isfinite(schema.median) || !std::isfinite(schema.scale))
    return SkippedColumn{column.name, "numbers too large to scale"};
  return schema;
}

bool is_utf8(const std::string& text) {
  try {
    nlohmann::json(text).dump();
    return true;
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
}

/// A model file holds UTF-8 alone: other bytes would make a model that matches no column, or labels
/// that other programs cannot read.
void require_utf8(const data::Table& table, std::size_t c, const std::string& text,
                  const char* what) {
  if (is_utf8(text)) return;
  throw Error(ErrorCode::data,
              fmt::format("{} of column {} (from 0) is not UTF-8 text; save the file as UTF-8, for "
                          "example with 'iconv -f LATIN1 -t UTF-8'",
                          what, c),
              {.file = table.source});
}

std::set<std::size_t> find_ignored(const data::Table& table, std::size_t target,
                                   const PipelineOptions& options) {
  std::set<std::size_t> ignored;
  for (const std::string& name : options.ignore) ignored.insert(table.find(name));
  if (ignored.contains(target))
    throw Error(ErrorCode::invalid_argument,
                fmt::format("'{}' is the target and cannot be ignored; ignore other columns",
                            table.columns[target].name));
  return ignored;
}

[[noreturn]] void refuse_nothing_left(const data::Table& table, const Pipeline& pipeline) {
  std::string reasons;
  for (const SkippedColumn& column : pipeline.skipped)
    reasons += fmt::format("; {}: {}", column.name, column.reason);
  throw Error(ErrorCode::data,
              fmt::format("no column but the target '{}' can be learned from{}", pipeline.target,
                          reasons.empty() ? "; add columns" : reasons),
              {.file = table.source});
}

}  // namespace

Pipeline fit(const data::Table& table, std::size_t target, const Rows& rows,
             const PipelineOptions& options) {
  return fit(table, read_target(table, target), rows, options);
}

Pipeline fit(const data::Table& table, const Target& target, const Rows& rows,
             const PipelineOptions& options) {
  if (rows.empty())
    throw Error(ErrorCode::data, "there is no training row; add rows with a label",
                {.file = table.source});
  const std::set<std::size_t> ignored = find_ignored(table, target.column, options);
  Pipeline pipeline{.columns = {}, .target = target.name, .classes = target.classes, .skipped = {}};
  require_utf8(table, target.column, target.name, "the name");
  for (const std::string& name : target.classes) {
    require_utf8(table, target.column, name, "a class");
  }
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const data::Column& column = table.columns[c];
    if (c == target.column) continue;
    if (ignored.contains(c)) {
      pipeline.skipped.push_back({column.name, "ignored on request"});
      continue;
    }
    Outcome outcome = column.is_numeric ? fit_numeric(table, c, rows, options.max_levels)
                                        : fit_categorical(table, c, rows, options.max_levels);
    if (auto* schema = std::get_if<ColumnSchema>(&outcome)) {
      require_utf8(table, c, column.name, "the name");
      for (const std::string& level : schema->levels) require_utf8(table, c, level, "a text");
      pipeline.columns.push_back(std::move(*schema));
    } else {
      pipeline.skipped.push_back(std::move(std::get<SkippedColumn>(outcome)));
    }
  }
  if (pipeline.columns.empty()) refuse_nothing_left(table, pipeline);
  return pipeline;
}

}  // namespace crescent::preprocess
