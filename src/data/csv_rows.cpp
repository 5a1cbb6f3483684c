#include "data/csv_rows.hpp"

#include <utility>

#include <fmt/format.h>

namespace crescent::data {
namespace {

/// Line ends in `text`, CRLF counted once.
std::size_t count_line_ends(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool bare_cr = text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n');
    count += text[i] == '\n' || bare_cr;
  }
  return count;
}

}  // namespace

std::string Cell::text() const {
  std::string plain(raw);
  if (!doubled_quotes) return plain;
  std::size_t length = 0;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    plain[length++] = plain[i];
    if (plain[i] == '"') ++i;  // the second of the pair
  }
  plain.resize(length);
  return plain;
}

RowScanner::RowScanner(std::string_view text, char delimiter, std::size_t first_line)
    : text_(text), delimiter_(delimiter), stops_(text, delimiter), line_(first_line) {}

RowScanner::Status RowScanner::next(std::vector<Cell>& cells) {
  cells.clear();
  if (!skip_blank_lines()) return Status::end;
  row_line_ = line_;
  row_offset_ = position_;
  while (true) {
    Cell& cell = cells.emplace_back();
    // Most cells begin with what is neither quote nor padding: no more to do for them.
    if (!at_end() && text_[position_] > '"') {
      take_plain(cell);
    } else if (!scan_cell(cell, cells.size())) {
      return Status::problem;
    }
    if (at_end()) return Status::row;
    if (text_[position_] != delimiter_) break;
    ++position_;
    if (delimiter_ == ' ') {
      while (!at_end() && (text_[position_] == ' ' || text_[position_] == '\t')) ++position_;
      if (at_end()) return Status::row;
      if (text_[position_] == '\n' || text_[position_] == '\r') break;
    }
  }
  end_line();
  return Status::row;
}

/// Moves to the next line that holds anything; false at the end of the text.
bool RowScanner::skip_blank_lines() {
  while (true) {
    const std::size_t start = position_;
    while (!at_end() && (text_[position_] == ' ' || is_padding(text_[position_]))) ++position_;
    if (at_end()) return false;
    if (text_[position_] != '\n' && text_[position_] != '\r') {
      if (delimiter_ != ' ') position_ = start;
      return true;
    }
    end_line();
  }
}

/// Reads up to, not over, the delimiter or line end behind the cell.
bool RowScanner::scan_cell(Cell& cell, std::size_t column) {
  skip_padding();
  if (!at_end() && text_[position_] == '"') return scan_quoted(cell, column);
  take_plain(cell);
  return true;
}

void RowScanner::take_plain(Cell& cell) {
  const std::size_t start = position_;
  position_ = stops_.next(start);
  std::size_t end = position_;
  while (end > start && is_padding(text_[end - 1])) --end;
  cell.raw = {text_.data() + start, end - start};
}

bool RowScanner::scan_quoted(Cell& cell, std::size_t column) {
  const std::size_t opened_on = line_;
  const std::size_t start = ++position_;
  std::size_t end = text_.find('"', position_);
  while (end != std::string_view::npos && end + 1 < text_.size() && text_[end + 1] == '"') {
    cell.doubled_quotes = true;
    end = text_.find('"', end + 2);
  }
  unclosed_ = end == std::string_view::npos;
  if (unclosed_)
    return fail(
        "the quote that opens here is never closed; close it, or write \"\" for a quote "
        "that belongs to the text, in a cell that is quoted itself",
        opened_on, column);
  cell.raw = text_.substr(start, end - start);
  line_ += count_line_ends(cell.raw);
  position_ = end + 1;
  skip_padding();
  if (at_end() || stops(text_[position_])) return true;
  return fail(fmt::format("text follows the closing quote of a cell{}; write \"\" for a quote "
                          "inside a quoted cell",
                          opened_on == line_ ? "" : fmt::format(" opened on line {}", opened_on)),
              line_, column);
}

bool RowScanner::fail(std::string message, std::size_t line, std::size_t column) {
  problem_ = std::move(message);
  problem_line_ = line;
  problem_column_ = column;
  return false;
}

void RowScanner::skip_padding() {
  while (!at_end() && is_padding(text_[position_])) ++position_;
}

void RowScanner::end_line() {
  const bool crlf =
      text_[position_] == '\r' && position_ + 1 < text_.size() && text_[position_ + 1] == '\n';
  position_ += crlf ? 2 : 1;
  ++line_;
}

}  // namespace crescent::data
