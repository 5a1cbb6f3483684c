#pragma once

#include <cstddef>
#include <vector>

#include <crescent/data/table.hpp>

namespace crescent::preprocess {

/// How much each row counts (N): the numbers of column `column`, 0 or more. A row of weight 2 counts
/// as two equal rows would, one of weight 0 as none.
/// Throws Error(data), with file, line and column, for a cell that is missing, no number or below 0;
/// and if all weights are 0, but in a part of a table.
std::vector<double> read_weights(const data::Table& table, std::size_t column,
                                 bool is_part = false);

}  // namespace crescent::preprocess
