#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/data/number.hpp>
#include <crescent/preprocess/pipeline.hpp>

#include "data/column_names.hpp"
#include "scaling.hpp"

namespace crescent::preprocess {
namespace {

using Rows = std::vector<std::size_t>;

/// The number in a cell that is not missing. The column may hold text in rows nobody asked for.
double number_at(const data::Table& table, std::size_t c, std::size_t row) {
  const data::Column& column = table.columns[c];
  if (column.is_numeric) return column.numbers[row];
  if (const auto number = data::parse_number(column.text(row))) return *number;
  throw Error(ErrorCode::data,
              fmt::format("'{}' is no number, and the column '{}' was all numbers when the model "
                          "was trained; correct the cell or leave it empty",
                          table.cell(c, row), column.name),
              {table.source, table.line(row), c + 1});
}

Error out_of_range(const data::Table& table, std::size_t c, std::size_t row) {
  const data::Column& column = table.columns[c];
  return {ErrorCode::data,
          fmt::format("'{}' in the column '{}' is too far from the numbers the model was trained "
                      "on to compute with; correct the cell or leave it empty",
                      table.cell(c, row), column.name),
          {table.source, table.line(row), c + 1}};
}

void fill_numeric(const ColumnSchema& schema, const data::Table& table, std::size_t c,
                  const Rows& rows, Matrix<double>& x, Index feature) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = static_cast<Index>(i);
    const bool missing = table.columns[c].is_missing(rows[i]);
    const double value = missing ? schema.median : number_at(table, c, rows[i]);
    x(row, feature) = scaled(schema, value);
    if (!std::isfinite(x(row, feature))) throw out_of_range(table, c, rows[i]);
    if (schema.missing_indicator) x(row, feature + 1) = missing ? 1.0 : 0.0;
  }
}

/// The position of a level in the schema, -1 if it has none.
Index find_level(const ColumnSchema& schema, std::string_view level) {
  const auto found = std::lower_bound(schema.levels.begin(), schema.levels.end(), level);
  return found != schema.levels.end() && *found == level ? found - schema.levels.begin() : -1;
}

/// `column` holds text; `x` is 0 in the level's columns before.
UnseenLevels fill_categorical(const ColumnSchema& schema, const data::Column& column,
                              const Rows& rows, Matrix<double>& x, Index feature) {
  UnseenLevels unseen{.column = schema.name, .count = 0, .first = {}};
  // The feature of each of the column's levels, and behind them that of a missing cell; or -1.
  std::vector<Index> feature_of;
  for (const std::string& level : column.levels) feature_of.push_back(find_level(schema, level));
  feature_of.push_back(find_level(schema, ""));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t code =
        column.is_missing(rows[i]) ? column.levels.size() : column.codes[rows[i]];
    if (feature_of[code] >= 0)
      x(static_cast<Index>(i), feature + feature_of[code]) = 1.0;
    else if (unseen.count++ == 0)
      unseen.first = column.text(rows[i]);
  }
  return unseen;
}

}  // namespace

Matrix<double> transform(const Pipeline& pipeline, const data::Table& table, const Rows& rows,
                         std::vector<UnseenLevels>* unseen) {
  Matrix<double> x = Matrix<double>::Zero(static_cast<Index>(rows.size()), pipeline.features());
  if (unseen) unseen->clear();
  Index feature = 0;
  for (const ColumnSchema& schema : pipeline.columns) {
    const auto position = data::position_of(table, schema.name);
    if (!position) throw data::no_such_column(table, schema.name);
    if (schema.kind == ColumnKind::numeric) {
      fill_numeric(schema, table, *position, rows, x, feature);
      feature += 1 + Index{schema.missing_indicator};
    } else {
      UnseenLevels levels = fill_categorical(schema, table.as_text(*position), rows, x, feature);
      if (unseen && levels.count > 0) unseen->push_back(std::move(levels));
      feature += static_cast<Index>(schema.levels.size());
    }
  }
  return x;
}

Matrix<double> transform_numbers(const Pipeline& pipeline, const Matrix<double>& raw) {
  if (raw.cols() != static_cast<Index>(pipeline.columns.size())) {
    throw Error(ErrorCode::invalid_argument, fmt::format("the model takes {} columns, not {}",
                                                         pipeline.columns.size(), raw.cols()));
  }
  Matrix<double> x(raw.rows(), pipeline.features());
  Index feature = 0;
  for (Index c = 0; c < raw.cols(); ++c) {
    const ColumnSchema& schema = pipeline.columns[static_cast<std::size_t>(c)];
    if (schema.kind != ColumnKind::numeric) {
      throw Error(
          ErrorCode::invalid_argument,
          fmt::format("column '{}' holds text: only numbers can be given here", schema.name));
    }
    for (Index i = 0; i < raw.rows(); ++i) {
      const double number = raw(i, c);
      x(i, feature) = scaled(schema, std::isnan(number) ? schema.median : number);
    }
    if (schema.missing_indicator) x.col(feature + 1) = raw.col(c).array().isNaN().cast<double>();
    feature += 1 + Index{schema.missing_indicator};
  }
  return x;
}

}  // namespace crescent::preprocess
