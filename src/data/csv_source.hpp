#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <crescent/data/table.hpp>

#include "data/csv_layout.hpp"
#include "data/csv_rows.hpp"

namespace crescent::data {

/// The cell's text as a table shows it: spaces inside quotes stay, but not around a number.
std::string written(const Cell& cell);

/// The text of a CSV file, known to be well-formed, to read cells from again.
class CsvSource : public TableSource {
 public:
  /// Where a row starts; every `stride`-th is kept, so that a row is found in a short scan.
  struct Mark {
    std::size_t offset;
    std::size_t line;
  };
  static constexpr std::size_t stride = 1024;  // rows

  /// `text` belongs to `owner`; `marks` are those of rows 0, stride, 2 stride, …
  CsvSource(std::shared_ptr<const std::string> owner, std::string_view text, char delimiter,
            MissingTokens missing, std::vector<Mark> marks);

  Column as_text(std::size_t column) const override;
  std::string cell(std::size_t column, std::size_t row) const override;
  std::size_t line(std::size_t row) const override;

  /// as_text of several columns in one scan.
  std::vector<Column> as_texts(const std::vector<std::size_t>& columns) const;

 private:
  /// The cells of `row`; returns its line.
  std::size_t find_row(std::size_t row, std::vector<Cell>& cells) const;

  std::shared_ptr<const std::string> owner_;
  std::string_view text_;
  char delimiter_;
  MissingTokens missing_;
  std::vector<Mark> marks_;
};

}  // namespace crescent::data
