#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <crescent/base/error.hpp>
#include <crescent/data/csv.hpp>
#include <crescent/data/table.hpp>

#include "data/packed_layout.hpp"

namespace crescent::data {

/// The cells of one column in some rows of one group, as they lie in a packed file.
struct PackedCells {
  PartKind kind = PartKind::float64;
  std::size_t rows = 0;
  const char* values = nullptr;  ///< of these rows
  std::string_view spellings;    ///< of the whole group
  std::size_t first = 0;         ///< the first row's place in the group
};

/// NaN where a cell is missing.
void append_numbers(const PackedCells& cells, std::vector<double>& numbers);
/// Positions in the column's levels, `missing_level` where a cell is missing.
void append_codes(const PackedCells& cells, std::vector<std::uint32_t>& codes);

/// Throws Error(parse) for numbers that are infinite or differ from their spellings, `numbers`
/// being those of `cells`; for codes without a level.
void check_numbers(const PackedCells& cells, std::span<const double> numbers,
                   const std::string& name, const std::string& source);
void check_codes(std::span<const std::uint32_t> codes, std::size_t levels, const std::string& name,
                 const std::string& source);
/// Throws Error(parse) unless texts are all different, and counts possible.
void check_column(PackedColumn& column, std::uint64_t rows, const std::string& source);
Error damaged(const std::string& what, const std::string& name, const std::string& source);

/// How to read text says nothing about a file that was read when it was packed: throws
/// Error(invalid_argument) for such options.
void check_no_csv_options(const CsvOptions& options, const std::string& source);

/// Cells of numbers as they were written, all checked before.
class PackedSource : public TableSource {
 public:
  /// `columns`: the parts of each, one below the other; none where the cells are not to be had.
  /// They lie in what `owner` keeps.
  PackedSource(std::shared_ptr<const void> owner, std::vector<std::vector<PackedCells>> columns)
      : owner_(std::move(owner)), columns_(std::move(columns)) {}

  bool has(std::size_t column) const override { return !columns_[column].empty(); }
  Column as_text(std::size_t column) const override;
  std::string cell(std::size_t column, std::size_t row) const override;
  std::size_t line(std::size_t) const override { return 0; }

 private:
  std::shared_ptr<const void> owner_;
  std::vector<std::vector<PackedCells>> columns_;
};

}  // namespace crescent::data
