#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include <crescent/data/csv_stream.hpp>
#include <crescent/data/packed_file.hpp>
#include <crescent/data/read.hpp>
#include <crescent/data/table_stream.hpp>

#include "data/byte_stream.hpp"
#include "data/table_bytes.hpp"

namespace crescent::data {
namespace {

class OneTable : public TableStream {
 public:
  explicit OneTable(Table table) : table_(std::move(table)) {}
  std::optional<Table> next(std::size_t) override { return std::exchange(table_, {}); }

 private:
  std::optional<Table> table_;
};

/// A packed file group by group.
class PackedStream : public TableStream {
 public:
  explicit PackedStream(PackedFile file) : file_(std::move(file)) {
    for (std::size_t c = 0; c < file_.head().columns.size(); ++c)
      columns_.push_back({.column = c, .spelled = true});
  }

  std::optional<Table> next(std::size_t most_rows) override {
    if (group_ == file_.group_rows().size()) return {};
    const std::size_t left = file_.group_rows()[group_] - row_, rows = std::min(left, most_rows);
    Table table = file_.read(group_, row_, rows, columns_);
    if (group_ == 0 && row_ == 0) table.notes = file_.head().notes;
    row_ = rows == left ? 0 : row_ + rows;
    group_ += rows == left ? 1 : 0;
    return table;
  }

 private:
  PackedFile file_;
  std::vector<PackedFile::Pick> columns_;
  std::size_t group_ = 0, row_ = 0;  ///< the next ones
};

}  // namespace

std::unique_ptr<TableStream> one_table(Table table) {
  return std::make_unique<OneTable>(std::move(table));
}

std::unique_ptr<TableStream> open_tables(const std::filesystem::path& path,
                                         const CsvOptions& options,
                                         const std::vector<std::string>& text_columns) {
  if (path != "-" && is_packed_file(path))
    return std::make_unique<PackedStream>(PackedFile(path, options));
  std::unique_ptr<ByteStream> stream = open_stream(path);
  const std::string source = source_name(path);
  if (is_binary_table(peek(stream, magic_bytes)))
    return one_table(path == "-" ? parse_table(read_all(*stream), source, options)
                                 : read_table(path, options));  // mapped
  return std::make_unique<CsvStream>(std::move(stream), source, options, text_columns);
}

}  // namespace crescent::data
