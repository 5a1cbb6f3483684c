#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include <crescent/data/csv.hpp>

#include "data/csv_rows.hpp"

namespace crescent::data {

/// The cells that mean "no value". An empty cell always does.
class MissingTokens {
 public:
  MissingTokens() = default;
  explicit MissingTokens(const std::vector<std::string>& tokens);
  /// `cell` has no outer spaces.
  bool contains(std::string_view cell) const;
  /// Whether a token is a number ("-1").
  bool any_number() const { return any_number_; }

 private:
  std::vector<std::string> tokens_;
  std::size_t longest_ = 0;
  bool any_number_ = false;
};

/// What has to be known of a CSV text before its rows are read.
struct CsvLayout {
  char delimiter = ',';
  std::size_t begin = 0;       ///< offset of the first row, behind comment lines
  std::size_t first_line = 1;  ///< its line
  bool header = false;
};

/// The columns that hold text, as far as the first rows of `rows` tell.
std::vector<char> find_text_columns(RowScanner rows, const MissingTokens& missing,
                                    std::size_t columns);

/// Fills in what `options` leave open. Looks at the first rows only (100 for the delimiter, 1000
/// for the header), so its time does not grow with the file.
CsvLayout find_layout(std::string_view text, const CsvOptions& options,
                      const MissingTokens& missing);

}  // namespace crescent::data
