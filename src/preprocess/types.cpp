#include <crescent/preprocess/types.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "dates.hpp"

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

/// The numbers of the given rows that are there.
struct Numbers {
  std::vector<double> values;
  double least = 0.0, most = 0.0;
  bool whole = true;  ///< all of them, and small enough to count with
};

Numbers numbers_of(const data::Column& column, const Rows& rows) {
  constexpr double exact = 9007199254740992.0;  // 2^53
  Numbers numbers;
  numbers.values.reserve(rows.size());
  for (const std::size_t row : rows) {
    const double value = column.numbers[row];
    if (std::isnan(value)) continue;
    if (numbers.values.empty()) numbers.least = numbers.most = value;
    numbers.least = std::min(numbers.least, value);
    numbers.most = std::max(numbers.most, value);
    numbers.whole = numbers.whole && value == std::trunc(value) && std::abs(value) < exact;
    numbers.values.push_back(value);
  }
  return numbers;
}

bool are_days(const Numbers& numbers) {
  return numbers.whole && numbers.least >= 19000101 && numbers.most <= 21001231 &&
         std::all_of(numbers.values.begin(), numbers.values.end(), [](double value) {
           return date_forms(fmt::format("{:.0f}", value)) == eight_digits;
         });
}

bool are_running(const Numbers& numbers, std::size_t rows) {
  const auto count = static_cast<double>(numbers.values.size());
  const double span = numbers.most - numbers.least + 1.0;
  if (!numbers.whole || numbers.values.size() < rows || rows < least_rows_of_ids ||
      span > 2.0 * count)
    return false;
  std::vector<char> seen(static_cast<std::size_t>(span));
  for (const double value : numbers.values)
    if (std::exchange(seen[static_cast<std::size_t>(value - numbers.least)], 1)) return false;
  return true;
}

InferredType infer_numeric(const data::Column& column, const Rows& rows) {
  const Numbers numbers = numbers_of(column, rows);
  if (numbers.values.empty()) return {ColumnType::constant, "no value"};
  if (numbers.least == numbers.most) {
    if (numbers.values.size() == rows.size())
      return {ColumnType::constant, fmt::format("{} in every row", numbers.least)};
    return {ColumnType::categorical, fmt::format("{} or missing", numbers.least)};
  }
  const bool zero_or_one = std::all_of(numbers.values.begin(), numbers.values.end(),
                                       [](double value) { return value == 0.0 || value == 1.0; });
  if (zero_or_one) return {ColumnType::boolean, "0 or 1"};
  if (are_days(numbers))
    return {ColumnType::date, fmt::format("dates like {:.0f}", numbers.values.front())};
  if (are_running(numbers, rows.size()))
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

InferredType infer_text(const data::Column& column, const Rows& rows) {
  std::vector<char> seen(column.levels.size());
  std::size_t present = 0;
  for (const std::size_t row : rows) {
    if (column.is_missing(row)) continue;
    seen[column.codes[row]] = 1;
    ++present;
  }
  std::vector<std::string> levels;
  for (std::size_t k = 0; k < seen.size(); ++k)
    if (seen[k]) levels.push_back(column.levels[k]);
  if (levels.empty()) return {ColumnType::constant, "no value"};
  if (levels.size() == 1) {
    if (present == rows.size())
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
    return {ColumnType::id,
            fmt::format("{} different texts in {} rows", levels.size(), present)};
  return {ColumnType::categorical, fmt::format("{} different texts", levels.size())};
}

}  // namespace

InferredType infer_type(const data::Table& table, std::size_t column, const Rows& rows) {
  const data::Column& cells = table.columns.at(column);
  return cells.is_numeric ? infer_numeric(cells, rows) : infer_text(cells, rows);
}

std::vector<InferredType> infer_types(const data::Table& table, const Rows& rows) {
  std::vector<InferredType> types;
  for (std::size_t c = 0; c < table.columns.size(); ++c)
    types.push_back(infer_type(table, c, rows));
  return types;
}

std::string_view name(ColumnType type) { return type_names[static_cast<std::size_t>(type)]; }

}  // namespace crescent::preprocess
