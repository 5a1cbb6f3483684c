#pragma once

#include <cstddef>
#include <vector>

#include <crescent/data/table.hpp>
#include <crescent/describe/describe.hpp>

namespace crescent::describe {

/// A number and in how many rows it stands.
struct Repeated {
  double value = 0.0;
  std::size_t count = 0;
};

/// What the checks ask of a column; numbers are sorted once and not kept.
struct Profile {
  ColumnSummary summary = {};
  // Numeric, with at least one value:
  Repeated least = {}, above_least = {};  ///< the smallest number and the next one (count 0: none)
  Repeated most = {}, below_most = {};
  Repeated mode = {};  ///< the most frequent number
  double deviation = 0.0;
  bool whole = true;          ///< all numbers are
  std::vector<double> edges = {};  ///< ascending: bin b holds the numbers x with b edges <= x
  // Text:
  std::vector<std::size_t> counts = {};  ///< rows of each level
  std::size_t number_rows = 0;      ///< rows whose text reads as a number

  std::size_t present(std::size_t rows) const { return rows - summary.missing; }
};

Profile make_profile(const data::Table& table, std::size_t column,
                     const std::vector<std::size_t>& rows);

/// Bins of a column, its missing cells being the last one.
class Bins {
 public:
  Bins(const data::Column& column, const Profile& profile) : column_(column), profile_(profile) {}
  std::size_t count() const;
  std::size_t of(std::size_t row) const;

 private:
  const data::Column& column_;
  const Profile& profile_;
};

}  // namespace crescent::describe
