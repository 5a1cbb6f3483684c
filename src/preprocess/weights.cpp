#include <algorithm>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/preprocess/weights.hpp>

namespace crescent::preprocess {
namespace {

[[noreturn]] void refuse_weights(const data::Table& table, std::size_t c, std::size_t row) {
  throw Error(
      ErrorCode::data,
      fmt::format("'{}' in the weight column '{}' is no weight; write a number of 0 or more",
                  table.cell(c, row), table.columns[c].name),
      {table.source, table.line(row), c + 1});
}

}  // namespace

std::vector<double> read_weights(const data::Table& table, std::size_t c, bool is_part) {
  const data::Column& column = table.columns.at(c);
  if (!column.is_numeric) refuse_weights(table, c, column.first_text_row);
  for (std::size_t row = 0; row < column.rows(); ++row)
    if (!(column.numbers[row] >= 0.0)) refuse_weights(table, c, row);
  const bool any = std::any_of(column.numbers.begin(), column.numbers.end(),
                               [](double weight) { return weight > 0.0; });
  if (any || is_part) return column.numbers;
  throw Error(ErrorCode::data,
              fmt::format("all weights in the column '{}' are 0; no row would count", column.name),
              {.file = table.source});
}

}  // namespace crescent::preprocess
