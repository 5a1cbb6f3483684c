#pragma once

#include <string>
#include <string_view>

#include <crescent/base/file.hpp>
#include <crescent/data/csv.hpp>
#include <crescent/data/table.hpp>

namespace crescent::data {

/// Bytes at the start of a file that tell what it is.
inline constexpr std::size_t magic_bytes = 64;

/// Whether a file that starts like this is one of those that are no text.
bool is_binary_table(std::string_view start);

/// The table in a file's bytes, whatever they are. Throws what the parser of its format throws.
Table parse_table(const FileBytes& bytes, const std::string& source, const CsvOptions& options);

}  // namespace crescent::data
