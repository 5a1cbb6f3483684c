#pragma once

#include <string>
#include <string_view>

#include <crescent/base/file.hpp>
#include <crescent/data/table.hpp>

namespace crescent::data {

// Files of numbers without names as tables: one row for each element of the first dimension, the
// others flattened in row-major order. Columns are called "0", "1", …; one of a single dimension
// makes one column. NaN is a missing cell.

/// Whether the bytes start like a NumPy array file / an IDX file (as MNIST's).
bool is_npy(std::string_view bytes);
bool is_idx(std::string_view bytes);

/// NumPy's .npy, versions 1 to 3: float16 to float64, signed and unsigned integers of 1 to 8 bytes,
/// booleans; little or big endian, C or Fortran order. Whole numbers above 2^53 lose digits.
/// Throws Error(parse) for a file that is cut off or damaged, Error(data) for an array that is no
/// table: text, objects, complex numbers, records, no dimension, no row or no column.
Table parse_npy(std::string_view bytes, const std::string& source);

/// IDX, the format of MNIST: unsigned or signed bytes, int16, int32, float32, float64, big endian.
/// Throws like parse_npy.
Table parse_idx(std::string_view bytes, const std::string& source);

}  // namespace crescent::data
