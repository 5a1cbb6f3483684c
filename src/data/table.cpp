#include <algorithm>
#include <cctype>
#include <charconv>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include <crescent/data/number.hpp>
#include <crescent/data/table.hpp>

#include "data/column_names.hpp"
#include "data/levels.hpp"

namespace crescent::data {
namespace {

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

/// Characters to add, drop, replace or swap with their neighbour to make `b` of `a`, upper and
/// lower case alike.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);  // for the first i characters of `a`
  std::vector<std::size_t> above, above_that;
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    above_that = std::exchange(above, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({row[j - 1] + 1, above[j] + 1, above[j - 1] + (same ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                           lower(a[i - 2]) == lower(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], above_that[j - 2] + 1);
    }
  }
  return row.back();
}

/// The column whose name is most like `name`; empty where none is much like it.
std::string_view nearest_name(const Table& table, std::string_view name) {
  std::string_view nearest;
  std::size_t best = std::max<std::size_t>(1, name.size() / 3) + 1;
  for (const Column& column : table.columns) {
    const std::size_t distance = edit_distance(name, column.name);
    if (distance < best) {
      best = distance;
      nearest = column.name;
    }
  }
  return nearest;
}

std::string names_there_are(const Table& table) {
  constexpr std::size_t shown = 30;
  std::string list;
  for (std::size_t i = 0; i < std::min(shown, table.columns.size()); ++i)
    list += (i > 0 ? ", " : "") + table.columns[i].name;
  if (table.columns.size() > shown) list += fmt::format(", ... ({} in all)", table.columns.size());
  return list;
}

}  // namespace

std::optional<std::size_t> position_of(const Table& table, std::string_view name) {
  const auto found = std::find_if(table.columns.begin(), table.columns.end(),
                                  [&](const Column& column) { return column.name == name; });
  if (found == table.columns.end()) return {};
  return static_cast<std::size_t>(found - table.columns.begin());
}

Error no_such_column(const Table& table, std::string_view name) {
  const Location where{.file = table.source};
  if (!table.has_header && !table.columns.empty())
    return {ErrorCode::data,
            fmt::format("there is no column '{}': the file has no header, so its columns are "
                        "called 0 to {}",
                        name, table.columns.size() - 1),
            where};
  const std::string_view nearest = nearest_name(table, name);
  return {ErrorCode::data,
          fmt::format("there is no column '{}'{}; the columns are: {}", name,
                      nearest.empty() ? "" : fmt::format(" (did you mean '{}'?)", nearest),
                      names_there_are(table)),
          where};
}

std::size_t Table::find(std::string_view name_or_index) const {
  if (const auto position = position_of(*this, name_or_index)) return *position;
  std::size_t index = 0;
  const char* const end = name_or_index.data() + name_or_index.size();
  const auto [stop, status] = std::from_chars(name_or_index.data(), end, index);
  if (status == std::errc() && stop == end && index < columns.size()) return index;
  throw no_such_column(*this, name_or_index);
}

Column Table::as_text(std::size_t column) const {
  const Column& known = columns.at(column);
  if (!known.is_numeric) return known;
  if (origin && origin->has(column)) {
    Column texts = origin->as_text(column);
    texts.name = known.name;
    return texts;
  }
  std::vector<std::string> cells;
  cells.reserve(known.numbers.size());
  for (const double number : known.numbers)
    cells.push_back(std::isnan(number) ? "" : fmt::format("{}", number));
  return text_column(known.name, cells);
}

std::string Table::cell(std::size_t column, std::size_t row) const {
  const Column& known = columns.at(column);
  if (known.is_missing(row)) return "";
  if (!known.is_numeric) return std::string(known.text(row));
  return origin && origin->has(column) ? origin->cell(column, row)
                                       : fmt::format("{}", known.numbers[row]);
}

std::size_t Table::line(std::size_t row) const { return origin ? origin->line(row) : 0; }

Column numeric_column(std::string name, std::vector<double> numbers) {
  Column column{.name = std::move(name), .is_numeric = true, .numbers = std::move(numbers)};
  for (const double number : column.numbers) column.missing_count += std::isnan(number);
  return column;
}

Column text_column(std::string name, const std::vector<std::string>& cells) {
  Column column{.name = std::move(name)};
  Levels levels;
  bool any_text = false;
  for (const std::string& cell : cells) {
    if (!any_text && !cell.empty() && !parse_number(cell)) {
      any_text = true;
      column.first_text_row = column.codes.size();
    }
    column.missing_count += cell.empty();
    column.codes.push_back(cell.empty() ? missing_level : levels.code(cell));
  }
  column.levels = levels.take();
  return column;
}

}  // namespace crescent::data
