#include "data/csv_chunk.hpp"

#include <limits>

#include "data/csv_stops.hpp"
#include "data/number_parse.hpp"
#include "data/text.hpp"
#include "data/utf8.hpp"

namespace crescent::data {
namespace {

constexpr double missing_number = std::numeric_limits<double>::quiet_NaN();

void clear(Chunk& chunk, std::size_t begin, std::size_t columns) {
  chunk.begin = chunk.end = begin;
  chunk.rows = chunk.lines = 0;
  chunk.columns.resize(columns);
  for (ChunkColumn& column : chunk.columns) {
    column.numbers.clear();
    column.codes.clear();
    column.levels.clear();
    column.missing_count = 0;
    column.first_text_row.reset();
  }
  chunk.marks.clear();
  chunk.broken = chunk.cut_short = false;
  chunk.nul = chunk.not_utf8 = {};
}

void append_number(ChunkColumn& column, const Cell& cell, const MissingTokens& missing,
                   std::size_t row) {
  if (column.first_text_row) return;
  double number = missing_number;
  if (!parse_short_decimal(cell.raw, number)) {
    const std::string_view plain = trimmed(cell.raw);
    if (missing.contains(plain)) {
      ++column.missing_count;
      number = missing_number;
    } else if (!read_number(plain, number)) {
      column.first_text_row = row;
      return;
    }
  } else if (missing.any_number() && missing.contains(cell.raw)) {
    ++column.missing_count;
    number = missing_number;
  }
  column.numbers.push_back(number);
}

void append_text(ChunkColumn& column, const Cell& cell, const MissingTokens& missing,
                 std::size_t row) {
  const std::string_view plain = trimmed(cell.raw);
  if (missing.contains(plain)) {
    column.codes.push_back(missing_level);
    ++column.missing_count;
    return;
  }
  const std::size_t known = column.levels.size();
  const bool as_it_is = plain.size() == cell.raw.size() && !cell.doubled_quotes;
  column.codes.push_back(as_it_is ? column.levels.code(plain) : column.levels.code(written(cell)));
  double ignored = 0.0;
  if (!column.first_text_row && column.levels.size() > known && !read_number(plain, ignored))
    column.first_text_row = row;
}

void inspect(std::string_view text, Chunk& chunk) {
  const std::string_view own = text.substr(chunk.begin, chunk.end - chunk.begin);
  const TextSurvey found = survey(own);
  if (found.nul) chunk.nul = chunk.begin + own.find('\0');
  if (!found.not_ascii) return;
  if (const auto place = find_not_utf8(own); place != std::string_view::npos)
    chunk.not_utf8 = chunk.begin + place;
}

}  // namespace

std::string written(const Cell& cell) {
  std::string text = cell.text();
  const std::string_view plain = trimmed(text);
  double ignored = 0.0;
  if (plain.size() == text.size() || !read_number(plain, ignored)) return text;
  return std::string(plain);
}

void read_chunk(std::string_view text, std::size_t begin, std::size_t stop, std::size_t limit,
                const CsvFormat& format, const std::vector<Reading>& readings, Chunk& chunk) {
  clear(chunk, begin, readings.size());
  RowScanner scanner(text.substr(begin, limit - begin), format.delimiter);
  std::vector<Cell> cells;
  cells.reserve(readings.size() + 1);
  while (begin + scanner.position() < stop) {
    const RowScanner::Status status = scanner.next(cells);
    if (status == RowScanner::Status::end) {
      chunk.end = begin + scanner.position();
      chunk.lines = scanner.line() - 1;
      break;
    }
    if (status == RowScanner::Status::problem || cells.size() != readings.size()) {
      chunk.end = begin + scanner.row_offset();
      chunk.lines = scanner.row_line() - 1;
      chunk.broken = true;
      break;
    }
    if (chunk.rows % mark_stride == 0)
      chunk.marks.push_back({chunk.rows, begin + scanner.row_offset(), scanner.row_line() - 1});
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (readings[i] == Reading::numbers)
        append_number(chunk.columns[i], cells[i], format.missing, chunk.rows);
      else if (readings[i] == Reading::text)
        append_text(chunk.columns[i], cells[i], format.missing, chunk.rows);
    }
    ++chunk.rows;
    chunk.end = begin + scanner.position();
    chunk.lines = scanner.line() - 1;
  }
  chunk.cut_short = limit < text.size() && (chunk.broken || chunk.end == limit);
  if (!chunk.cut_short) inspect(text, chunk);
}

}  // namespace crescent::data
