#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <crescent/base/file.hpp>
#include <crescent/data/table.hpp>

#include "data/csv_chunk.hpp"
#include "data/csv_columns.hpp"

namespace crescent::data {

/// The text of a CSV file, known to be well-formed, to read cells from again.
class CsvSource : public TableSource {
 public:
  /// `text`, which belongs to `bytes`, has `columns` cells in each row; there is a first mark.
  CsvSource(FileBytes bytes, std::string_view text, CsvFormat format, std::size_t columns,
            std::vector<RowMark> marks, const ReadRowsOptions& options);

  Column as_text(std::size_t column) const override;
  std::string cell(std::size_t column, std::size_t row) const override;
  std::size_t line(std::size_t row) const override;

  /// as_text of several columns in one scan.
  std::vector<Column> as_texts(const std::vector<std::size_t>& columns) const;

 private:
  /// The cells of `row`; returns its line.
  std::size_t find_row(std::size_t row, std::vector<Cell>& cells) const;

  FileBytes bytes_;
  std::string_view text_;
  CsvFormat format_;
  std::size_t columns_;
  std::vector<RowMark> marks_;
  ReadRowsOptions options_;
};

}  // namespace crescent::data
