#include <memory>
#include <utility>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/data/arrays.hpp>
#include <crescent/data/packed.hpp>
#include <crescent/data/read.hpp>

#include "data/byte_stream.hpp"
#include "data/column_names.hpp"
#include "data/csv_table.hpp"
#include "data/table_bytes.hpp"

namespace crescent::data {
namespace {

/// Cells of a table whose last column comes from another file.
class LabelledSource : public TableSource {
 public:
  LabelledSource(std::shared_ptr<const TableSource> table,
                 std::shared_ptr<const TableSource> labels, std::size_t columns)
      : table_(std::move(table)), labels_(std::move(labels)), columns_(columns) {}

  bool has(std::size_t column) const override {
    return column < columns_ ? table_ && table_->has(column) : labels_ && labels_->has(0);
  }
  Column as_text(std::size_t column) const override {
    return column < columns_ ? table_->as_text(column) : labels_->as_text(0);
  }
  std::string cell(std::size_t column, std::size_t row) const override {
    return column < columns_ ? table_->cell(column, row) : labels_->cell(0, row);
  }
  std::size_t line(std::size_t row) const override { return table_ ? table_->line(row) : 0; }

 private:
  std::shared_ptr<const TableSource> table_, labels_;
  std::size_t columns_;
};

}  // namespace

bool is_binary_table(std::string_view start) {
  return is_npy(start) || is_idx(start) || is_packed(start);
}

Table parse_table(const FileBytes& bytes, const std::string& source, const CsvOptions& options) {
  if (is_npy(bytes.view())) return parse_npy(bytes.view(), source);
  if (is_idx(bytes.view())) return parse_idx(bytes.view(), source);
  if (is_packed(bytes.view())) return parse_packed(bytes, source, options);
  return csv_table(bytes, source, options);
}

Table read_table(const std::filesystem::path& path, const CsvOptions& options) {
  return parse_table(read_bytes(path), source_name(path), options);
}

Table with_labels(Table table, const Table& labels) {
  const Location where{.file = labels.source};
  if (labels.columns.size() != 1)
    throw Error(ErrorCode::data,
                fmt::format("has {} columns; a file of labels has one", labels.columns.size()),
                where);
  if (labels.rows() != table.rows())
    throw Error(ErrorCode::data,
                fmt::format("has {} labels for the {} rows of {}; give the file that belongs to it",
                            labels.rows(), table.rows(), table.source),
                where);
  if (position_of(table, "label"))
    throw Error(ErrorCode::data, "has a column 'label' already; give no file of labels",
                {.file = table.source});
  table.origin =
      std::make_shared<LabelledSource>(table.origin, labels.origin, table.columns.size());
  table.columns.push_back(labels.columns.front());
  table.columns.back().name = "label";
  table.notes.insert(table.notes.end(), labels.notes.begin(), labels.notes.end());
  return table;
}

}  // namespace crescent::data
