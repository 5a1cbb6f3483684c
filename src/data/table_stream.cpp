#include <memory>
#include <utility>

#include <crescent/data/csv_stream.hpp>
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

}  // namespace

std::unique_ptr<TableStream> one_table(Table table) {
  return std::make_unique<OneTable>(std::move(table));
}

std::unique_ptr<TableStream> open_tables(const std::filesystem::path& path,
                                         const CsvOptions& options,
                                         const std::vector<std::string>& text_columns) {
  std::unique_ptr<ByteStream> stream = open_stream(path);
  const std::string source = source_name(path);
  if (is_binary_table(peek(stream, magic_bytes)))
    return one_table(path == "-" ? parse_table(read_all(*stream), source, options)
                                 : read_table(path, options));  // mapped
  return std::make_unique<CsvStream>(std::move(stream), source, options, text_columns);
}

}  // namespace crescent::data
