#include "data/array_table.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include <crescent/base/parallel.hpp>

namespace crescent::data {
namespace {

constexpr std::size_t most = std::numeric_limits<std::size_t>::max();

/// The product of the dimensions behind `first`, or `most` if it is not below that.
std::size_t product(const std::vector<std::size_t>& shape, std::size_t first) {
  std::size_t result = 1;
  for (std::size_t i = first; i < shape.size(); ++i) {
    if (shape[i] != 0 && result > most / shape[i]) return most;
    result *= shape[i];
  }
  return result;
}

/// For the flat position of a column, in C order, its distance in a Fortran-ordered array.
std::size_t fortran_offset(const std::vector<std::size_t>& shape, std::size_t column) {
  // The last dimension runs fastest among columns; strides grow from the first dimension.
  std::vector<std::size_t> strides(shape.size(), 1);
  for (std::size_t i = 1; i < shape.size(); ++i) strides[i] = strides[i - 1] * shape[i - 1];
  std::size_t offset = 0;
  for (std::size_t i = shape.size(); i-- > 1;) {
    offset += column % shape[i] * strides[i];
    column /= shape[i];
  }
  return offset;
}

void check(const RawArray& array, std::string_view values, const std::string& source,
           const char* kind) {
  const Location where{.file = source};
  if (array.shape.empty())
    throw Error(ErrorCode::data, "holds a single number, not rows; save an array with rows", where);
  const std::size_t items = product(array.shape, 0);
  if (items == 0)
    throw Error(ErrorCode::data, "holds an array without rows or columns; save one that has both",
                where);
  const std::size_t wanted = items > most / array.item_bytes ? most : items * array.item_bytes;
  if (values.size() == wanted) return;
  throw Error(ErrorCode::parse,
              fmt::format("is {} file that {}: its header speaks of {} bytes of numbers, and {} "
                          "follow; save it again",
                          kind, values.size() < wanted ? "breaks off" : "is too long",
                          wanted == most ? "far too many" : std::to_string(wanted), values.size()),
              where);
}

}  // namespace

Table array_table(const RawArray& array, std::string_view values, const std::string& source,
                  const char* kind) {
  check(array, values, source, kind);
  const std::size_t rows = array.shape[0], columns = product(array.shape, 1);
  const std::size_t step = array.fortran_order ? 1 : columns;
  Table table{.source = source, .columns = std::vector<Column>(columns)};
  // Some neighbours at once: in C order they lie beside each other.
  constexpr std::size_t group = 64;
  parallel_for(0, (columns + group - 1) / group, [&](std::size_t g) {
    const std::size_t first = g * group, count = std::min(group, columns - first);
    std::vector<std::vector<double>> numbers(count, std::vector<double>(rows));
    std::vector<const char*> starts;
    for (std::size_t c = first; c < first + count; ++c) {
      const std::size_t offset = array.fortran_order ? fortran_offset(array.shape, c) : c;
      starts.push_back(values.data() + offset * array.item_bytes);
    }
    for (std::size_t row = 0; row < rows; ++row)
      for (std::size_t i = 0; i < count; ++i)
        numbers[i][row] = array.item(starts[i] + row * step * array.item_bytes);
    for (std::size_t i = 0; i < count; ++i)
      table.columns[first + i] = numeric_column(std::to_string(first + i), std::move(numbers[i]));
  });
  return table;
}

}  // namespace crescent::data
