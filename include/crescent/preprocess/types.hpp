#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <crescent/data/table.hpp>

namespace crescent::preprocess {

/// What a column holds, as far as its cells tell:
/// - constant: no value, or a single one and no missing cell.
/// - boolean: the numbers 0 and 1 and no others; or two texts of a pair, upper and lower case alike:
///   yes/no, y/n, true/false, t/f, on/off.
/// - date: every cell is a day, in one of the forms yyyy-mm-dd, yyyy/mm/dd, yyyymmdd (1900 to 2100),
///   dd.mm.yyyy, mm/dd/yyyy, dd/mm/yyyy, the last three also with two digits for the year; all but
///   yyyymmdd may have a time behind a space or T: hh:mm, hh:mm:ss, hh:mm:ss.fff, then Z or +hh:mm.
/// - id: of at least 20 rows; texts of which 95 in 100 or more are different; or whole numbers, all
///   different and none missing, that fill at least half of the numbers between their least and
///   their largest: a running number. Other numbers may well all be different.
/// - numeric: all other columns of numbers.
/// - categorical: all other texts.
enum class ColumnType { numeric, boolean, categorical, constant, id, date };

struct InferredType {
  ColumnType type = ColumnType::numeric;
  std::string reason;  ///< what makes it so, for people: "dates like '2007-11-11'"
};

/// What the given rows of column `column` hold. The cells alone decide, not the column's name.
InferredType infer_type(const data::Table& table, std::size_t column,
                        const std::vector<std::size_t>& rows);
/// The same of all columns.
std::vector<InferredType> infer_types(const data::Table& table,
                                      const std::vector<std::size_t>& rows);

std::string_view name(ColumnType type);

}  // namespace crescent::preprocess
