#include "data/csv_table.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "data/csv_rows.hpp"
#include "data/csv_source.hpp"
#include "data/text.hpp"

namespace crescent::data {
namespace {

Error ragged_row(const std::string& source, char delimiter, std::size_t first_line,
                 std::size_t expected, std::size_t found, std::size_t line, bool second_row) {
  std::string fix = found < expected
                        ? "add the missing cells (they may be empty) or remove the row"
                        : fmt::format("put quotes (\") around a cell that holds {}",
                                      delimiter == '\t'  ? std::string("a tab")
                                      : delimiter == ' ' ? std::string("a space")
                                                         : fmt::format("'{}'", delimiter));
  if (second_row) fix += fmt::format("; if line {} is a title, start it with #", first_line);
  return csv_error(source,
                   fmt::format("expected {} cell{} as in line {}, found {}; {}", expected,
                               expected == 1 ? "" : "s", first_line, found, fix),
                   line, std::min(expected, found) + 1);
}

/// The line of the byte at `place`, counted by line feeds.
std::size_t line_at(std::string_view text, std::size_t place, const ReadRowsOptions& options) {
  const auto from = text.begin() + static_cast<std::ptrdiff_t>(options.begin);
  const auto to = text.begin() + static_cast<std::ptrdiff_t>(place);
  return options.first_line + static_cast<std::size_t>(std::count(from, to, '\n'));
}

/// The error of the row that was not read.
Error broken_row(std::string_view text, const std::string& source, const CsvHead& head,
                 const RowMark& row, std::size_t rows_above) {
  RowScanner scanner(text.substr(row.offset), head.format.delimiter, row.line);
  std::vector<Cell> cells;
  if (scanner.next(cells) == RowScanner::Status::problem)
    return csv_error(source, scanner.problem(), scanner.problem_line(), scanner.problem_column());
  if (trimmed(cells[0].raw).starts_with('#'))
    return csv_error(source,
                     "this line is no row; lines that start with # are comments only above the "
                     "first row: remove it",
                     scanner.row_line());
  const bool second_row = rows_above + row.row == (head.header ? 0u : 1u);
  return ragged_row(source, head.format.delimiter, head.first_line, head.names.size(), cells.size(),
                    scanner.row_line(), second_row);
}

}  // namespace

Table read_csv_rows(const FileBytes& bytes, std::string_view text, const std::string& source,
                    const CsvHead& head, const ReadRowsOptions& options, std::size_t rows_above) {
  RowsRead read = read_rows(text, head.format, head.readings, options);
  if (read.nul) throw nul_byte(source, line_at(text, *read.nul, options));
  if (read.broken) throw broken_row(text, source, head, *read.broken, rows_above);
  auto origin = std::make_shared<CsvSource>(bytes, text, head.format, head.names.size(),
                                            std::move(read.marks), options);
  if (!read.turned_text.empty()) {
    std::vector<Column> texts = origin->as_texts(read.turned_text);
    for (std::size_t i = 0; i < texts.size(); ++i)
      read.columns[read.turned_text[i]] = std::move(texts[i]);
  }
  for (std::size_t c = 0; c < head.names.size(); ++c) read.columns[c].name = head.names[c];
  Table table{.source = source,
              .columns = std::move(read.columns),
              .has_header = head.header,
              .origin = std::move(origin),
              .notes = head.notes};
  if (read.not_utf8)
    table.notes.push_back(
        fmt::format("line {} holds bytes that are not UTF-8; they are kept as they are",
                    line_at(text, *read.not_utf8, options)));
  return table;
}

}  // namespace crescent::data
