#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace crescent::data {

/// The code of a missing cell in a column of text.
inline constexpr std::uint32_t missing_level = std::numeric_limits<std::uint32_t>::max();

/// One column, as numbers or as text. It holds numbers where every cell that is not missing reads
/// as one (`parse_number`); a column of missing cells only counts as numbers too.
struct Column {
  std::string name = {};
  bool is_numeric = false;
  std::vector<double> numbers = {};  ///< (N) if numeric, else empty; NaN where the cell is missing
  /// (N) if text, else empty: the cell's position in `levels`, or `missing_level`.
  std::vector<std::uint32_t> codes = {};
  /// The distinct texts in order of first appearance, without quotes and the spaces around.
  std::vector<std::string> levels = {};
  std::size_t first_text_row = 0;  ///< if text: the first row whose cell is no number
  std::size_t missing_count = 0;

  std::size_t rows() const { return is_numeric ? numbers.size() : codes.size(); }
  bool is_missing(std::size_t row) const {
    return is_numeric ? std::isnan(numbers[row]) : codes[row] == missing_level;
  }
  /// The cell of a text column; "" if missing.
  std::string_view text(std::size_t row) const {
    return codes[row] == missing_level ? std::string_view() : levels[codes[row]];
  }
};

/// A column made in code. NaN is a missing cell.
Column numeric_column(std::string name, std::vector<double> numbers);
/// The same of text; "" is a missing cell. `first_text_row` is found as a reader finds it.
Column text_column(std::string name, const std::vector<std::string>& cells);

/// Where the cells of a table come from. A table keeps numbers, not their spelling; what was
/// written in the file is read again by those who need it: labels, levels, messages.
class TableSource {
 public:
  virtual ~TableSource() = default;
  /// Whether the column's cells are here as they were written.
  virtual bool has(std::size_t /*column*/) const { return true; }
  /// The column as text, whatever it holds: "1" and "1.0" are two levels, "007" stays "007". The
  /// column's name is left empty.
  virtual Column as_text(std::size_t column) const = 0;
  /// One cell as written, without quotes and the spaces around.
  virtual std::string cell(std::size_t column, std::size_t row) const = 0;
  /// The line of the file (from 1) on which the row starts; 0 where there are no lines.
  virtual std::size_t line(std::size_t row) const = 0;
};

/// Rows and columns of a file, or made in code from columns alone.
struct Table {
  std::string source;           ///< the file's name, for messages
  std::vector<Column> columns;  ///< (C) of one length
  bool has_header = false;      ///< whether the names come from the file ("0", "1", … otherwise)
  std::shared_ptr<const TableSource> origin = {};  ///< null if made in code
  /// What the user should be told: names made unique, bytes that are not UTF-8.
  std::vector<std::string> notes = {};

  std::size_t rows() const { return columns.empty() ? 0 : columns.front().rows(); }
  /// The column's position by name, else by index (from 0) written as a number.
  /// Throws Error(data) that lists the names there are and suggests the nearest.
  std::size_t find(std::string_view name_or_index) const;

  /// The column as codes and levels, whatever it holds, its cells as written in the file. Numbers
  /// made in code are written in the fewest digits that read back as the same number. Scans the
  /// source once if the column is numeric.
  Column as_text(std::size_t column) const;
  /// One cell as written; "" if missing. For messages: a look-up in the file each time.
  std::string cell(std::size_t column, std::size_t row) const;
  /// The line of the file (from 1) on which the row starts, 0 if made in code. For messages.
  std::size_t line(std::size_t row) const;
};

}  // namespace crescent::data
