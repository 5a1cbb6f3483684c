#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <crescent/base/file.hpp>
#include <crescent/data/csv.hpp>
#include <crescent/data/table.hpp>

#include "data/csv_columns.hpp"
#include "data/csv_head.hpp"

namespace crescent::data {

/// The table of all rows of `text`, which belongs to `bytes`, from `options.begin` on. Rows above
/// them in the file, of which `text` is a part, are `rows_above`.
/// Throws Error(parse) for a row that cannot be read.
Table read_csv_rows(const FileBytes& bytes, std::string_view text, const std::string& source,
                    const CsvHead& head, const ReadRowsOptions& options,
                    std::size_t rows_above = 0);

/// The table of a whole CSV file.
Table csv_table(const FileBytes& bytes, const std::string& source, const CsvOptions& options);

}  // namespace crescent::data
