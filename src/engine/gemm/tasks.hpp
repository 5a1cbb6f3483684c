#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>

#include <crescent/base/matrix.hpp>

namespace crescent::engine::gemm {

// How a product is cut into tasks: by its shape alone, so that the result does not depend on the
// threads. A task is worth some 60 µs (6 million multiply-adds), or handing it over costs too much.

constexpr Index task_work = 6'000'000;
constexpr Index rows_of_block = 64;

/// A block of the result.
struct Task {
  Index row = 0;
  Index rows = 0;
  Index column = 0;
  Index columns = 0;
};

struct Tasks {
  Index rows = 0;
  Index columns = 0;
  Index block_rows = 0;
  Index block_columns = 0;

  Index down() const { return (rows + block_rows - 1) / block_rows; }
  Index across() const { return (columns + block_columns - 1) / block_columns; }
  std::size_t count() const { return static_cast<std::size_t>(down() * across()); }
  Task at(std::size_t task) const {
    // Neighbouring tasks share columns: a thread that takes both finds the right operand in cache.
    const Index row = static_cast<Index>(task) % down() * block_rows;
    const Index column = static_cast<Index>(task) / down() * block_columns;
    return {row, std::min(block_rows, rows - row), column,
            std::min(block_columns, columns - column)};
  }
};

inline Index blocks_of(Index size, Index unit, Index work_of_one) {
  const Index wanted = std::max<Index>(task_work / std::max<Index>(work_of_one, 1), 1);
  return std::min((wanted + unit - 1) / unit * unit, std::max<Index>(size, 1));
}

/// Blocks of up to 64 examples and of columns in multiples of 64: both whole vectors and tiles.
inline Tasks make_tasks(Index rows, Index columns, Index depth) {
  const Index block_rows = std::min(rows, rows_of_block);
  const Index block_columns = blocks_of(columns, 64, block_rows * depth);
  if (block_columns < columns) return {rows, columns, block_rows, block_columns};
  // Narrow: more examples a block instead.
  return {rows, columns, blocks_of(rows, 64, columns * depth), columns};
}

inline Tasks make_tasks_of_whole_rows(Index rows, Index columns, Index depth) {
  return {rows, columns, blocks_of(rows, 8, columns * depth), columns};
}

/// Blocks of examples for what works row by row.
inline Index row_blocks(Index rows) { return (rows + 255) / 256; }
inline std::pair<Index, Index> row_block(Index rows, Index block) {
  return {block * 256, std::min<Index>(256, rows - block * 256)};
}

}  // namespace crescent::engine::gemm
