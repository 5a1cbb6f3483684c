#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <crescent/base/file.hpp>
#include <crescent/data/csv.hpp>
#include <crescent/data/table.hpp>

namespace crescent::data {

/// What `pack` wrote.
struct Packed {
  std::uint64_t rows = 0;
  std::vector<std::string> names;       ///< (C) of the columns
  std::size_t numeric_columns = 0;      ///< the others hold text
  std::uint64_t bytes = 0;              ///< of the file
  std::vector<std::string> notes = {};  ///< as in Table: what the user should be told
};

/// Writes a CSV file as a packed table (docs/formats/packed.md): columns of small binary numbers in
/// groups of rows, to be read as the very table that `read_csv` gives, but without parsing. Reads
/// `csv` (gzip or not) twice, in memory that grows with the distinct texts only, not with the rows.
/// Nothing is left under the name `packed` if it fails.
/// Throws like `read_csv`; Error(invalid_argument) for "-", which cannot be read twice; Error(data)
/// for a file that holds an array or is packed already; Error(io) where it cannot write.
Packed pack(const std::filesystem::path& csv, const std::filesystem::path& packed,
            const CsvOptions& options = {});

/// Whether the bytes start like a packed table.
bool is_packed(std::string_view bytes);

/// The table in a packed file, cell by cell that of the CSV file it was made of, spelling of
/// numbers included; only lines are not known (0). The table keeps `bytes`.
/// Every length, offset and code is checked: a table takes at most 8 bytes for each byte of the
/// file. Throws Error(parse) for a file that is cut off, damaged or of another version;
/// Error(invalid_argument) if `options` say how to read text, for that was settled by `pack`.
Table parse_packed(FileBytes bytes, const std::string& source, const CsvOptions& options = {});

}  // namespace crescent::data
