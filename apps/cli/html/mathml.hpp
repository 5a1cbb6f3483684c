#pragma once

#include <string>
#include <vector>

namespace crescent::cli::html {

/// Rows of equal length.
using Rows = std::vector<std::vector<double>>;

/// A number in MathML with so many decimals; as a power of ten where those would all be zero or
/// the number has more than six digits.
std::string math_number(double value, int decimals = 4);

/// A matrix in brackets. Of more than `most` rows or columns, the first ones and the last are
/// shown with dots between.
std::string math_matrix(const Rows& rows, std::size_t most = 6);

/// A matrix of one row.
std::string math_row(const std::vector<double>& values, std::size_t most = 6);

/// A matrix of one column.
std::string math_column(const std::vector<double>& values, std::size_t most = 6);

/// One summand of math_sum: `factor` times `symbol` (MathML; empty for the factor alone).
struct Term {
  double factor = 0.0;
  std::string symbol;
};

/// "1.12 x1 − 4.00 x2 + 0.51": the sign of each factor becomes its operator.
std::string math_sum(const std::vector<Term>& terms);

/// A symbol with an index: x and 1 give x₁.
std::string math_symbol(const std::string& name, const std::string& index);

}  // namespace crescent::cli::html
