#include <memory>
#include <utility>

#include <crescent/data/arrays.hpp>
#include <crescent/data/csv_stream.hpp>
#include <crescent/data/packed.hpp>
#include <crescent/data/table_stream.hpp>

#include "data/byte_stream.hpp"

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
  constexpr std::size_t magic_bytes = 64;
  std::unique_ptr<ByteStream> stream = open_stream(path);
  const std::string head = peek(stream, magic_bytes);
  const std::string source = source_name(path);
  if (is_npy(head)) return one_table(parse_npy(read_all(*stream).view(), source));
  if (is_idx(head)) return one_table(parse_idx(read_all(*stream).view(), source));
  if (is_packed(head)) return one_table(parse_packed(read_all(*stream), source, options));
  return std::make_unique<CsvStream>(std::move(stream), source, options, text_columns);
}

}  // namespace crescent::data
