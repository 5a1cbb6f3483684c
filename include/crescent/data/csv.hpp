#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <crescent/data/table.hpp>

namespace crescent::data {

/// How to read a CSV file; what is left open is found out from the file.
struct CsvOptions {
  std::optional<char> delimiter = {};  ///< one of , ; tab space |
  std::optional<bool> header = {};     ///< whether the first row holds names
  /// Cells that mean "no value", quoted or not; an empty cell always does.
  std::vector<std::string> na_values = {"", "NA", "N/A", "nan", "NaN", "null", "NULL", "?"};
  int threads = 0;  ///< 0: all that the machine has; the table is the same for any number
  /// How much text a thread takes at a time; the table is the same for any size.
  std::size_t chunk_bytes = std::size_t{1} << 19;
};

/// Reads a CSV file: RFC 4180 quoting; LF, CRLF or CR; a byte-order mark and blank lines skipped.
/// - Lines at the start that begin with # are comments, unless they have as many cells as the rows.
///   Further down such a line is a row like any other (as for pandas and R's read.csv); where it has
///   not as many cells as the others, the error says so.
/// - A compressed text (gzip, of one member or several) is decompressed; "-" is the standard input.
/// - Spaces around an unquoted cell do not belong to it. Runs of spaces are one space delimiter.
/// - The delimiter is the one that cuts the first 100 rows most evenly, and into the most numbers.
/// - The first row is a header if it has text above a column of numbers and no number above one;
///   in a table of text, if its cells are distinct and none of them occurs again in its column.
/// - Without a header, columns are called "0", "1", …; so is a column with an empty name. A
/// repeated
///   name gets a number ("x", "x_2").
/// - Bytes that are not UTF-8 are kept as they are, and told in the table's notes.
/// Throws Error(io) if the file cannot be read; Error(parse) with line and column (the number of
/// the cell in its row, from 1) if a row has more or fewer cells than the first, a quote is not
/// closed, there is no data row, or the file is no text; Error(invalid_argument) for a delimiter
/// that is none of those above.
Table read_csv(const std::filesystem::path& path, const CsvOptions& options = {});

/// The same from text; `source` names it in messages.
Table parse_csv(std::string_view text, const std::string& source, const CsvOptions& options = {});

/// One cell as CSV writes it: quoted where it holds the delimiter, a quote, a line break or outer
/// spaces.
std::string csv_cell(std::string_view cell, char delimiter = ',');

}  // namespace crescent::data
