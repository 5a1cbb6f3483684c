#include <algorithm>

#include <crescent/data/packed_file.hpp>

#include "data/levels.hpp"

namespace crescent::data {
namespace {

using Pick = PackedFile::Pick;

/// Adds the cells of the chosen rows of column `c` of `part`, whose first row is `first`.
void append(const Table& part, std::size_t c, const std::vector<bool>& rows, std::size_t first,
            Levels& levels, Column& column) {
  if (column.is_numeric) {
    const std::vector<double>& numbers = part.columns[c].numbers;
    for (std::size_t row = 0; row < numbers.size(); ++row)
      if (rows[first + row]) column.numbers.push_back(numbers[row]);
    return;
  }
  const Column texts = part.as_text(c);
  for (std::size_t row = 0; row < texts.rows(); ++row)
    if (rows[first + row])
      column.codes.push_back(texts.is_missing(row) ? missing_level : levels.code(texts.text(row)));
}

}  // namespace

Table gather_rows(const PackedFile& file, const std::vector<bool>& rows,
                  const std::vector<Pick>& columns) {
  const Table& head = file.head();
  Table table{.source = head.source, .columns = {}, .has_header = head.has_header};
  const auto count = static_cast<std::size_t>(std::count(rows.begin(), rows.end(), true));
  for (const Pick& pick : columns) {
    const Column& known = head.columns[pick.column];
    table.columns.push_back({.name = known.name, .is_numeric = known.is_numeric && !pick.spelled});
    if (table.columns.back().is_numeric)
      table.columns.back().numbers.reserve(count);
    else
      table.columns.back().codes.reserve(count);
  }
  std::vector<Levels> levels(columns.size());
  std::size_t first = 0;
  for (std::size_t g = 0; g < file.group_rows().size(); first += file.group_rows()[g++]) {
    const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end = begin + static_cast<std::ptrdiff_t>(file.group_rows()[g]);
    if (std::find(begin, end, true) == end) continue;
    const Table part = file.read(g, 0, file.group_rows()[g], columns);
    for (std::size_t c = 0; c < columns.size(); ++c)
      append(part, c, rows, first, levels[c], table.columns[c]);
  }
  for (std::size_t c = 0; c < columns.size(); ++c) {
    Column& column = table.columns[c];
    column.levels = levels[c].take();
    for (std::size_t row = 0; row < count; ++row) column.missing_count += column.is_missing(row);
  }
  return table;
}

}  // namespace crescent::data
