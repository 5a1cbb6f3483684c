#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/csv_layout.hpp"
#include "data/csv_rows.hpp"
#include "data/levels.hpp"

namespace crescent::data {

/// What is to be made of a column's cells.
enum class Reading { skip, numbers, text };

/// How the rows of a text are cut and read.
struct CsvFormat {
  char delimiter = ',';
  MissingTokens missing;
};

/// Where a row starts. Kept for the first row of each stretch of at most `mark_stride` rows, so
/// that a row is found again in a short scan.
struct RowMark {
  std::size_t row = 0;
  std::size_t offset = 0;
  std::size_t line = 0;
};
inline constexpr std::size_t mark_stride = 1024;

/// The cell's text as a table shows it: spaces inside quotes stay, but not around a number.
std::string written(const Cell& cell);

/// A column's part in a chunk.
struct ChunkColumn {
  std::vector<double> numbers;
  std::vector<std::uint32_t> codes;
  Levels levels;
  std::size_t missing_count = 0;
  std::optional<std::size_t> first_text_row;  ///< within the chunk
};

/// The rows that start in one stretch of the text. Rows, lines and marks count from its begin.
struct Chunk {
  std::size_t begin = 0;
  std::size_t end = 0;  ///< behind its last row, or where the row starts that breaks off
  std::size_t rows = 0;
  std::size_t lines = 0;  ///< line ends up to `end`
  std::vector<ChunkColumn> columns;
  std::vector<RowMark> marks;
  bool broken = false;     ///< the row at `end` cannot be read, or has another number of cells
  bool cut_short = false;  ///< the chunk was not given enough text to tell
  std::optional<std::size_t> nul, not_utf8;  ///< offset of the first such byte
};

/// Reads the rows that start in [begin, stop) of `text` into `chunk`, whose memory is used again.
/// No more text than [begin, limit) is looked at. A column read as numbers ends at its first text.
void read_chunk(std::string_view text, std::size_t begin, std::size_t stop, std::size_t limit,
                const CsvFormat& format, const std::vector<Reading>& readings, Chunk& chunk);

}  // namespace crescent::data
