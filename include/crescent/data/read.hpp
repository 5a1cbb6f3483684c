#pragma once

#include <filesystem>

#include <crescent/data/csv.hpp>
#include <crescent/data/table.hpp>

namespace crescent::data {

/// The table in a file, found out by its content, not its name: a NumPy array (`parse_npy`), an IDX
/// file (`parse_idx`), a packed table (`parse_packed`) or else CSV, each plain or compressed by
/// gzip. "-" is the standard input. Throws like those, Error(io) if the file cannot be read, and
/// Error(invalid_argument) for a packed table with options that only mean something for CSV.
Table read_table(const std::filesystem::path& path, const CsvOptions& options = {});

/// `table` with the one column of `labels` behind its own, called "label" (as MNIST has its labels
/// in a file beside that of the images). Throws Error(data) if `labels` has more columns than one,
/// not one for each row, or `table` has such a column already.
Table with_labels(Table table, const Table& labels);

}  // namespace crescent::data
