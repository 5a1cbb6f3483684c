#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crescent::data {

/// A column as it stands in the file. Every cell is kept as text; where every cell that is not
/// missing reads as a number (`parse_number`), `is_numeric` is set and `numbers` holds them too
/// (NaN = missing). A column of missing cells only counts as numeric.
struct Column {
  std::string name;
  std::vector<std::string> text;  ///< (N) without quotes and the spaces around; "" if missing
  std::vector<char> missing;      ///< (N) 1 where the cell is a missing-value token
  std::vector<double> numbers;    ///< (N) if is_numeric, else empty
  bool is_numeric = false;
  std::size_t first_text_row = 0;  ///< if not numeric: the first row whose cell is no number
};

/// A file's rows and columns, with enough of its layout to name a line in an error.
struct Table {
  std::string source;              ///< the file's name, for messages
  std::vector<Column> columns;     ///< (C)
  std::vector<std::size_t> lines;  ///< (N) line of the file (from 1) on which each row starts
  bool has_header = false;  ///< whether the names come from the file ("0", "1", … otherwise)

  std::size_t rows() const { return lines.size(); }
  /// The column's position by name, else by index (from 0) written as a number.
  /// Throws Error(data) that lists the names there are and suggests the nearest.
  std::size_t find(std::string_view name_or_index) const;
};

}  // namespace crescent::data
