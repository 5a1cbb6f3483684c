#include "data/csv_source.hpp"

#include <algorithm>
#include <utility>

#include "data/text.hpp"

namespace crescent::data {

CsvSource::CsvSource(FileBytes bytes, std::string_view text, CsvFormat format, std::size_t columns,
                     std::vector<RowMark> marks, const ReadRowsOptions& options)
    : bytes_(std::move(bytes)),
      text_(text),
      format_(std::move(format)),
      columns_(columns),
      marks_(std::move(marks)),
      options_(options) {}

std::vector<Column> CsvSource::as_texts(const std::vector<std::size_t>& columns) const {
  std::vector<Reading> readings(columns_, Reading::skip);
  for (const std::size_t c : columns) readings[c] = Reading::text;
  RowsRead all = read_rows(text_, format_, std::move(readings), options_);
  std::vector<Column> texts;
  for (const std::size_t c : columns) texts.push_back(std::move(all.columns[c]));
  return texts;
}

Column CsvSource::as_text(std::size_t column) const {
  return std::move(as_texts({column}).front());
}

std::string CsvSource::cell(std::size_t column, std::size_t row) const {
  std::vector<Cell> cells;
  find_row(row, cells);
  return format_.missing.contains(trimmed(cells[column].raw)) ? "" : written(cells[column]);
}

std::size_t CsvSource::line(std::size_t row) const {
  std::vector<Cell> cells;
  return find_row(row, cells);
}

std::size_t CsvSource::find_row(std::size_t row, std::vector<Cell>& cells) const {
  const auto above =
      std::upper_bound(marks_.begin(), marks_.end(), row,
                       [](std::size_t wanted, const RowMark& mark) { return wanted < mark.row; });
  const RowMark& mark = *std::prev(above);
  RowScanner scanner(text_.substr(mark.offset), format_.delimiter, mark.line);
  for (std::size_t i = mark.row; i <= row; ++i) scanner.next(cells);
  return scanner.row_line();
}

}  // namespace crescent::data
