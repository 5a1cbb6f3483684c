#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <crescent/data/table.hpp>

namespace crescent::data {

/// How to read a CSV file; what is left open is found out from the file.
struct CsvOptions {
  std::optional<char> delimiter;  ///< one of , ; tab space |
  std::optional<bool> header;     ///< whether the first row holds names
  std::vector<std::string> na_values = {"", "NA", "N/A", "nan", "NaN", "null", "NULL", "?"};
};

/// Reads a CSV file (RFC 4180 quoting; LF or CRLF; byte-order mark; blank lines ignored).
/// Throws Error(io) if it cannot be read, Error(parse) with line and column if a row has more or
/// fewer cells than the first, a quote is not closed, or there is no data row.
Table read_csv(const std::filesystem::path& path, const CsvOptions& options = {});

/// The same from text; `source` names it in messages.
Table parse_csv(std::string_view text, const std::string& source, const CsvOptions& options = {});

/// One cell as CSV writes it: quoted where it holds the delimiter, a quote or a line break.
std::string csv_cell(std::string_view cell, char delimiter = ',');

}  // namespace crescent::data
