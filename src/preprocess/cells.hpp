#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <crescent/data/packed_file.hpp>
#include <crescent/data/table.hpp>

namespace crescent::preprocess {

/// The cells of the rows that something is learned from, gone through column by column, as often as
/// needed, a part at a time. One caller at a time.
class Cells {
 public:
  using Numbers = std::function<void(std::span<const double>)>;
  using Codes = std::function<void(std::span<const std::uint32_t>)>;

  virtual ~Cells() = default;
  /// Names, kinds and levels of the columns; whether their cells are here is not said.
  virtual const data::Table& table() const = 0;
  virtual std::size_t rows() const = 0;
  virtual std::size_t first_row() const = 0;  ///< of the table

  /// All cells of a column of numbers, NaN where missing, in the order of the rows.
  virtual void numbers(std::size_t column, const Numbers& take) const = 0;
  /// All cells of a column of text, as positions in its levels.
  virtual void codes(std::size_t column, const Codes& take) const = 0;
  /// The distinct texts of a column, whatever it holds, as written; "" if a cell is missing.
  virtual std::set<std::string> levels(std::size_t column) const = 0;
  /// One cell of any row of the table, as written.
  virtual std::string cell(std::size_t column, std::size_t row) const = 0;
  /// How many numbers may be copied at a time.
  virtual std::size_t most_copied() const { return std::numeric_limits<std::size_t>::max(); }
};

/// The numbers that are there, one after another.
template <class F>
void for_each_number(const Cells& cells, std::size_t column, F f) {
  cells.numbers(column, [&](std::span<const double> part) {
    for (const double number : part)
      if (!std::isnan(number)) f(number);
  });
}

/// Rows of a table, or all of them.
class TableCells : public Cells {
 public:
  explicit TableCells(const data::Table& table) : table_(table) {}
  TableCells(const data::Table& table, const std::vector<std::size_t>& rows)
      : table_(table), chosen_(&rows) {}

  const data::Table& table() const override { return table_; }
  std::size_t rows() const override { return chosen_ ? chosen_->size() : table_.rows(); }
  std::size_t first_row() const override { return chosen_ ? chosen_->front() : 0; }
  void numbers(std::size_t column, const Numbers& take) const override;
  void codes(std::size_t column, const Codes& take) const override;
  std::set<std::string> levels(std::size_t column) const override;
  std::string cell(std::size_t column, std::size_t row) const override {
    return table_.cell(column, row);
  }

 private:
  const data::Table& table_;
  const std::vector<std::size_t>* chosen_ = nullptr;
  // The numbers that were asked for last: they will be again.
  mutable std::size_t gathered_ = std::numeric_limits<std::size_t>::max();
  mutable std::vector<double> numbers_;
};

/// Rows of a packed file, read group by group; or all of them. Takes about `memory` bytes beside a
/// group, and reads a column that fits into half of that once.
class PackedCells : public Cells {
 public:
  PackedCells(const data::PackedFile& file, std::size_t memory);
  /// chosen (file.rows()).
  PackedCells(const data::PackedFile& file, const std::vector<bool>& chosen, std::size_t memory);

  const data::Table& table() const override { return file_.head(); }
  std::size_t rows() const override { return rows_; }
  std::size_t first_row() const override;
  void numbers(std::size_t column, const Numbers& take) const override;
  void codes(std::size_t column, const Codes& take) const override;
  std::set<std::string> levels(std::size_t column) const override;
  std::string cell(std::size_t column, std::size_t row) const override;
  std::size_t most_copied() const override { return memory_ / 2 / sizeof(double); }

 private:
  bool has(std::size_t row) const { return chosen_ == nullptr || (*chosen_)[row]; }
  void read_numbers(std::size_t column, const Numbers& take) const;
  std::set<std::string> levels_of_numbers(std::size_t column) const;

  const data::PackedFile& file_;
  const std::vector<bool>* chosen_ = nullptr;
  std::size_t memory_;
  std::size_t rows_;
  mutable std::size_t gathered_ = std::numeric_limits<std::size_t>::max();
  mutable std::vector<double> numbers_;
};

}  // namespace crescent::preprocess
