#pragma once

#include <cstddef>
#include <utility>

#include "cells.hpp"

namespace crescent::preprocess {

/// The k-th smallest (from 0) of a column's `count` numbers that are there, and the one behind it:
/// itself if it is the last. Copies no more numbers than `cells` allows: where there are more,
/// those that are too small or too large are left out by counting first.
std::pair<double, double> order_statistics(const Cells& cells, std::size_t column,
                                           std::size_t count, std::size_t k);

}  // namespace crescent::preprocess
