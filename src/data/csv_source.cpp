#include "data/csv_source.hpp"

#include <optional>
#include <utility>

#include <crescent/data/number.hpp>

#include "data/levels.hpp"
#include "data/text.hpp"

namespace crescent::data {

std::string written(const Cell& cell) {
  std::string text = cell.text();
  const std::string_view plain = trimmed(text);
  if (plain.size() == text.size() || !parse_number(plain)) return text;
  return std::string(plain);
}

CsvSource::CsvSource(std::shared_ptr<const std::string> owner, std::string_view text,
                     char delimiter, MissingTokens missing, std::vector<Mark> marks)
    : owner_(std::move(owner)),
      text_(text),
      delimiter_(delimiter),
      missing_(std::move(missing)),
      marks_(std::move(marks)) {}

std::vector<Column> CsvSource::as_texts(const std::vector<std::size_t>& columns) const {
  std::vector<Column> texts(columns.size());
  std::vector<Levels> levels(columns.size());
  std::vector<std::optional<std::size_t>> first_text(columns.size());
  RowScanner scanner(text_.substr(marks_.front().offset), delimiter_);
  std::vector<Cell> cells;
  for (std::size_t row = 0; scanner.next(cells) == RowScanner::Status::row; ++row) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const Cell& cell = cells[columns[i]];
      const std::string_view plain = trimmed(cell.raw);
      if (missing_.contains(plain)) {
        texts[i].codes.push_back(missing_level);
        ++texts[i].missing_count;
        continue;
      }
      if (!first_text[i] && !parse_number(plain)) first_text[i] = row;
      texts[i].codes.push_back(plain.size() == cell.raw.size() && !cell.doubled_quotes
                                   ? levels[i].code(plain)
                                   : levels[i].code(written(cell)));
    }
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    texts[i].levels = levels[i].take();
    texts[i].first_text_row = first_text[i].value_or(0);
  }
  return texts;
}

Column CsvSource::as_text(std::size_t column) const {
  return std::move(as_texts({column}).front());
}

std::string CsvSource::cell(std::size_t column, std::size_t row) const {
  std::vector<Cell> cells;
  find_row(row, cells);
  return missing_.contains(trimmed(cells[column].raw)) ? "" : written(cells[column]);
}

std::size_t CsvSource::line(std::size_t row) const {
  std::vector<Cell> cells;
  return find_row(row, cells);
}

std::size_t CsvSource::find_row(std::size_t row, std::vector<Cell>& cells) const {
  const Mark& mark = marks_[row / stride];
  RowScanner scanner(text_.substr(mark.offset), delimiter_, mark.line);
  for (std::size_t i = 0; i <= row % stride; ++i) scanner.next(cells);
  return scanner.row_line();
}

}  // namespace crescent::data
