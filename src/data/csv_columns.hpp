#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include <crescent/data/table.hpp>

#include "data/csv_chunk.hpp"

namespace crescent::data {

struct ReadRowsOptions {
  std::size_t begin = 0;       ///< offset of the first row
  std::size_t first_line = 1;  ///< its line
  std::size_t chunk_bytes = std::size_t{1} << 19;
  int threads = 0;  ///< 0: all
};

struct RowsRead {
  std::vector<Column> columns;  ///< without names
  std::size_t rows = 0;
  std::vector<RowMark> marks;
  /// Columns to be read as numbers that hold text: they are left empty.
  std::vector<std::size_t> turned_text;
  /// The row that could not be read; reading stopped there.
  std::optional<RowMark> broken;
  std::optional<std::size_t> nul, not_utf8;  ///< offset of the first such byte
};

/// Reads all rows of `text`, each with a cell for each of `readings`, on all threads. The text is
/// cut into chunks at line ends, in the belief that no line end there lies inside quotes; a chunk
/// is taken only if the one before it ended just where it began, and read again otherwise. So the
/// result is that of reading row by row, for any number of threads and any size of the chunks.
RowsRead read_rows(std::string_view text, const CsvFormat& format, std::vector<Reading> readings,
                   const ReadRowsOptions& options);

}  // namespace crescent::data
