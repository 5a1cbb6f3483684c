#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <crescent/data/csv.hpp>
#include <crescent/data/table.hpp>

namespace crescent::data {

/// A file as tables of some of its rows each, one after another, all with the same columns.
class TableStream {
 public:
  virtual ~TableStream() = default;
  /// The next rows, at least 1, at most `most_rows` but of an array; nothing behind the last.
  virtual std::optional<Table> next(std::size_t most_rows) = 0;
};

/// The tables of a file, found out by its content like `read_table`: a CSV file comes in small
/// ones, in memory that does not grow with the file (`CsvStream`), so does a packed file that is
/// neither compressed nor a pipe, but for its distinct texts (`PackedFile`); an array of numbers
/// comes in one. `text_columns` as for CsvStream. Throws like `read_table`, for CSV as far as the
/// first rows show.
std::unique_ptr<TableStream> open_tables(const std::filesystem::path& path,
                                         const CsvOptions& options = {},
                                         const std::vector<std::string>& text_columns = {});

/// One table, at once.
std::unique_ptr<TableStream> one_table(Table table);

}  // namespace crescent::data
