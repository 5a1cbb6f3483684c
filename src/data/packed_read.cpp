#include <memory>
#include <span>
#include <utility>

#include <crescent/base/parallel.hpp>
#include <crescent/data/packed.hpp>

#include "data/packed_cells.hpp"
#include "data/packed_layout.hpp"

namespace crescent::data {
namespace {

PackedDirectory directory_of(std::string_view file, const std::string& source) {
  const std::size_t behind = std::min(file.size(), packed_trailer);
  const PackedPlace place = find_directory(file.substr(0, packed_head),
                                           file.substr(file.size() - behind), file.size(), source);
  return decode_directory(file.substr(static_cast<std::size_t>(place.offset)), place, source);
}

/// The parts of a column, one for each group.
std::vector<PackedCells> parts_of(std::string_view file, const PackedDirectory& directory,
                                  const PackedColumn& column) {
  std::vector<PackedCells> parts;
  for (std::size_t g = 0; g < column.parts.size(); ++g) {
    const PackedPart& part = column.parts[g];
    // All lies within the file, which is in memory.
    const auto rows = static_cast<std::size_t>(directory.group_rows[g]);
    const auto offset = static_cast<std::size_t>(part.offset);
    parts.push_back({.kind = part.kind,
                     .rows = rows,
                     .values = file.data() + offset,
                     .spellings = file.substr(offset + rows * width(part.kind),
                                              static_cast<std::size_t>(part.spelling_bytes))});
  }
  return parts;
}

Column read(PackedColumn& packed, const std::vector<PackedCells>& parts, std::size_t rows,
            const std::string& source) {
  check_column(packed, rows, source);
  Column column{.name = packed.name, .is_numeric = packed.is_numeric};
  if (packed.is_numeric)
    column.numbers.reserve(rows);
  else
    column.codes.reserve(rows);
  for (const PackedCells& cells : parts) {
    if (packed.is_numeric) {
      append_numbers(cells, column.numbers);
      check_numbers(cells, std::span(column.numbers).last(cells.rows), packed.name, source);
    } else {
      append_codes(cells, column.codes);
    }
  }
  check_codes(column.codes, packed.levels.size(), packed.name, source);
  for (std::size_t row = 0; row < rows; ++row) column.missing_count += column.is_missing(row);
  if (packed.missing_count != column.missing_count)
    throw damaged("counts do not fit", packed.name, source);
  column.levels = std::move(packed.levels);
  column.first_text_row = static_cast<std::size_t>(packed.first_text_row);
  return column;
}

}  // namespace

bool is_packed(std::string_view bytes) {
  return bytes.starts_with(packed_magic) && bytes.substr(0, packed_head).ends_with('\0');
}

Table parse_packed(FileBytes bytes, const std::string& source, const CsvOptions& options) {
  check_no_csv_options(options, source);
  const auto owner = std::make_shared<const FileBytes>(std::move(bytes));
  PackedDirectory directory = directory_of(owner->view(), source);
  Table table{.source = source,
              .columns = std::vector<Column>(directory.columns.size()),
              .has_header = directory.has_header,
              .notes = directory.notes};
  std::vector<std::vector<PackedCells>> cells(table.columns.size());
  const auto rows = static_cast<std::size_t>(directory.rows());
  parallel_for(0, table.columns.size(), [&](std::size_t c) {
    PackedColumn& column = directory.columns[c];
    std::vector<PackedCells> parts = parts_of(owner->view(), directory, column);
    table.columns[c] = read(column, parts, rows, source);
    if (column.is_numeric) cells[c] = std::move(parts);
  });
  table.origin = std::make_shared<PackedSource>(owner, std::move(cells));
  return table;
}

}  // namespace crescent::data
