#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <crescent/base/error.hpp>
#include <crescent/data/csv.hpp>

#include "data/csv_chunk.hpp"

namespace crescent::data {

/// What the start of a CSV text tells about all of it.
struct CsvHead {
  CsvFormat format;
  bool header = false;
  std::vector<std::string> names;  ///< (C)
  std::vector<std::string> notes;  ///< what the user should be told
  std::vector<Reading> readings;   ///< (C) numbers or text, as the first rows suggest
  std::size_t first_line = 0;      ///< of the first row, header or not
  std::size_t begin = 0;           ///< offset of the first row that is no header
  std::size_t begin_line = 0;      ///< the line there
};

/// Error(parse) in the file `source`.
Error csv_error(const std::string& source, const std::string& message, std::size_t line = 0,
                std::size_t column = 0);

/// `text` behind its byte-order mark. Throws Error(parse) for what is no text, saying what it is.
std::string_view text_body(std::string_view text, const std::string& source);

/// The error for a NUL byte on this line.
Error nul_byte(const std::string& source, std::size_t line);

/// Finds out what `options` leave open. Throws Error(invalid_argument) for a delimiter that is
/// none, Error(parse) for a text without rows.
CsvHead read_head(std::string_view text, const std::string& source, const CsvOptions& options);

}  // namespace crescent::data
