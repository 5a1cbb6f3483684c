#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <crescent/data/csv.hpp>
#include <crescent/data/table.hpp>
#include <crescent/data/table_stream.hpp>

namespace crescent::data {

class ByteStream;

/// Reads a CSV file as a stream of small tables, in memory that does not grow with the file.
///
/// Delimiter, header and names are found from the first megabyte and hold for all tables. A column
/// is text in all of them if the first rows hold text there or it is named among `text_columns`,
/// and otherwise in those where a cell is no number; `Table::as_text` and `Table::cell` give any
/// cell as written. Lines count from the start of the file. Repeated names are told in the `notes`
/// of the first table, bytes that are not UTF-8 where they are met.
class CsvStream : public TableStream {
 public:
  /// `path`: a file, gzip or not, or "-" for the standard input. Names in `text_columns` that the
  /// file does not have are passed over. Throws like `read_csv` where the first rows show it.
  explicit CsvStream(const std::filesystem::path& path, const CsvOptions& options = {},
                     const std::vector<std::string>& text_columns = {});
  /// The same from bytes; `source` names them in messages.
  CsvStream(std::unique_ptr<ByteStream> bytes, const std::string& source, const CsvOptions& options,
            const std::vector<std::string>& text_columns);
  ~CsvStream() override;
  CsvStream(CsvStream&&) noexcept;
  CsvStream& operator=(CsvStream&&) noexcept;

  const std::string& source() const;              ///< the file's name, for messages
  const std::vector<std::string>& names() const;  ///< (C)
  bool has_header() const;

  /// The next 1 to `most_rows` rows; nothing behind the last. Throws Error(parse) for a row that
  /// cannot be read, like `read_csv`. A row may take up to 1 GB.
  std::optional<Table> next(std::size_t most_rows) override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace crescent::data
