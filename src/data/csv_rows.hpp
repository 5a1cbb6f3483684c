#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <crescent/base/error.hpp>

#include "data/csv_stops.hpp"

namespace crescent::data {

/// One cell as it lies in the file: without the quotes around it, or without outer spaces.
struct Cell {
  std::string_view raw;
  bool doubled_quotes = false;  ///< `raw` holds "" for each quote

  std::string text() const;
};

/// Cuts CSV text into rows of cells, one pass, nothing copied.
///
/// A quote opens a quoted cell only where the cell starts. Blank lines are skipped. A line ends
/// with LF, CRLF or CR. With the space as delimiter a run of spaces counts as one, and spaces at
/// both ends of a line count for nothing.
class RowScanner {
 public:
  enum class Status { row, end, problem };

  /// `first_line`: the number of the line on which `text` starts.
  RowScanner(std::string_view text, char delimiter, std::size_t first_line = 1);

  /// Replaces `cells` by those of the next row (by nothing of use if there is a problem).
  Status next(std::vector<Cell>& cells);

  /// The line on which the row last returned starts.
  std::size_t row_line() const { return row_line_; }
  /// Where it starts in the text.
  std::size_t row_offset() const { return row_offset_; }
  /// Where the scanner stands in the text, behind the line end of the row last returned, and on
  /// which line.
  std::size_t position() const { return position_; }
  std::size_t line() const { return line_; }

  /// What stopped the scanner (`Status::problem`): the message, line and column.
  const std::string& problem() const { return problem_; }
  std::size_t problem_line() const { return problem_line_; }
  std::size_t problem_column() const { return problem_column_; }
  /// Whether it is a quote that more text might close.
  bool unclosed() const { return unclosed_; }

 private:
  bool skip_blank_lines();
  bool scan_cell(Cell& cell, std::size_t column);
  void take_plain(Cell& cell);
  bool scan_quoted(Cell& cell, std::size_t column);
  bool fail(std::string message, std::size_t line, std::size_t column);
  void skip_padding();
  void end_line();
  bool at_end() const { return position_ == text_.size(); }
  bool is_padding(char c) const { return (c == ' ' || c == '\t') && c != delimiter_; }
  bool stops(char c) const { return c == delimiter_ || c == '\n' || c == '\r'; }

  std::string_view text_;
  char delimiter_;
  StopFinder stops_;  // what ends an unquoted cell: delimiter, CR, LF
  std::size_t position_ = 0;
  std::size_t line_;
  std::size_t row_line_ = 0;
  std::size_t row_offset_ = 0;
  std::string problem_;
  std::size_t problem_line_ = 0;
  std::size_t problem_column_ = 0;
  bool unclosed_ = false;
};

}  // namespace crescent::data
