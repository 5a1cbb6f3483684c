#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include <crescent/preprocess/types.hpp>

#include "cells.hpp"
#include "dates.hpp"
#include "infer.hpp"

namespace crescent::preprocess {
namespace {

using Rows = std::vector<std::size_t>;

// In the order of the enumeration.
constexpr std::array<std::string_view, 6> type_names = {"numeric",  "boolean", "categorical",
                                                        "constant", "id",      "date"};

constexpr std::size_t least_rows_of_ids = 20;
constexpr double share_of_ids = 0.95;

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// What the numbers that are there are like.
struct Numbers {
  std::size_t count = 0;
  double first = 0.0, least = 0.0, most = 0.0;
  bool whole = true;  ///< all of them, and small enough to count with
  bool zero_or_one = true;
};

Numbers numbers_of(const Cells& cells, std::size_t column) {
  constexpr double exact = 9007199254740992.0;  // 2^53
  Numbers numbers;
  for_each_number(cells, column, [&](double value) {
    if (numbers.count++ == 0) numbers.first = numbers.least = numbers.most = value;
    numbers.least = std::min(numbers.least, value);
    numbers.most = std::max(numbers.most, value);
    numbers.whole = numbers.whole && value == std::trunc(value) && std::abs(value) < exact;
    numbers.zero_or_one = numbers.zero_or_one && (value == 0.0 || value == 1.0);
  });
  return numbers;
}

bool are_days(const Cells& cells, std::size_t column, const Numbers& numbers) {
  if (!numbers.whole || numbers.least < 19000101 || numbers.most > 21001231) return false;
  bool days = true;
  for_each_number(cells, column, [&](double value) {
    days = days && date_forms(fmt::format("{:.0f}", value)) == eight_digits;
  });
  return days;
}

bool are_running(const Cells& cells, std::size_t column, const Numbers& numbers) {
  const std::size_t rows = cells.rows();
  const double span = numbers.most - numbers.least + 1.0;
  if (!numbers.whole || numbers.count < rows || rows < least_rows_of_ids ||
      span > 2.0 * static_cast<double>(numbers.count))
    return false;
  std::vector<bool> seen(static_cast<std::size_t>(span));
  bool different = true;
  for_each_number(cells, column, [&](double value) {
    auto place = seen[static_cast<std::size_t>(value - numbers.least)];
    different = different && !place;
    place = true;
  });
  return different;
}

InferredType infer_numeric(const Cells& cells, std::size_t column) {
  const Numbers numbers = numbers_of(cells, column);
  if (numbers.count == 0) return {ColumnType::constant, "no value"};
  if (numbers.least == numbers.most) {
    if (numbers.count == cells.rows())
      return {ColumnType::constant, fmt::format("{} in every row", numbers.least)};
    return {ColumnType::categorical, fmt::format("{} or missing", numbers.least)};
  }
  if (numbers.zero_or_one) return {ColumnType::boolean, "0 or 1"};
  if (are_days(cells, column, numbers))
    return {ColumnType::date, fmt::format("dates like {:.0f}", numbers.first)};
  if (are_running(cells, column, numbers))
    return {ColumnType::id, fmt::format("a running number from {:.0f} to {:.0f}, different in "
                                        "every row",
                                        numbers.least, numbers.most)};
  return {ColumnType::numeric, "numbers"};
}

bool is_pair(std::string a, std::string b) {
  static const std::vector<std::pair<std::string, std::string>> pairs = {
      {"no", "yes"}, {"n", "y"}, {"false", "true"}, {"f", "t"}, {"off", "on"}};
  a = lower(std::move(a));
  b = lower(std::move(b));
  if (b < a) std::swap(a, b);
  return std::find(pairs.begin(), pairs.end(), std::pair(a, b)) != pairs.end();
}

InferredType infer_text(const Cells& cells, std::size_t c) {
  const data::Column& column = cells.table().columns[c];
  std::vector<char> seen(column.levels.size());
  std::size_t present = 0;
  cells.codes(c, [&](std::span<const std::uint32_t> part) {
    for (const std::uint32_t code : part) {
      if (code == data::missing_level) continue;
      seen[code] = 1;
      ++present;
    }
  });
  std::vector<std::string> levels;
  for (std::size_t k = 0; k < seen.size(); ++k)
    if (seen[k]) levels.push_back(column.levels[k]);
  if (levels.empty()) return {ColumnType::constant, "no value"};
  if (levels.size() == 1) {
    if (present == cells.rows())
      return {ColumnType::constant, fmt::format("'{}' in every row", levels[0])};
    return {ColumnType::categorical, fmt::format("'{}' or missing", levels[0])};
  }
  if (levels.size() == 2 && is_pair(levels[0], levels[1]))
    return {ColumnType::boolean, fmt::format("'{}' or '{}'", levels[0], levels[1])};
  unsigned forms = ~0U;
  for (const std::string& level : levels)
    if ((forms &= date_forms(level)) == 0) break;
  if (forms != 0) return {ColumnType::date, fmt::format("dates like '{}'", levels[0])};
  const auto share = static_cast<double>(levels.size()) / static_cast<double>(present);
  if (present >= least_rows_of_ids && share >= share_of_ids)
    return {ColumnType::id, fmt::format("{} different texts in {} rows", levels.size(), present)};
  return {ColumnType::categorical, fmt::format("{} different texts", levels.size())};
}

}  // namespace

InferredType infer_type(const Cells& cells, std::size_t column) {
  return cells.table().columns[column].is_numeric ? infer_numeric(cells, column)
                                                  : infer_text(cells, column);
}

InferredType infer_type(const data::Table& table, std::size_t column, const Rows& rows) {
  if (column >= table.columns.size()) throw std::out_of_range("infer_type: no such column");
  return infer_type(TableCells(table, rows), column);
}

std::vector<InferredType> infer_types(const data::Table& table, const Rows& rows) {
  std::vector<InferredType> types;
  for (std::size_t c = 0; c < table.columns.size(); ++c)
    types.push_back(infer_type(table, c, rows));
  return types;
}

std::string_view name(ColumnType type) { return type_names[static_cast<std::size_t>(type)]; }

}  // namespace crescent::preprocess
