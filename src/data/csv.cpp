#include <crescent/base/file.hpp>
#include <crescent/data/csv.hpp>

#include "data/byte_stream.hpp"
#include "data/csv_head.hpp"
#include "data/csv_table.hpp"
#include "data/text.hpp"

namespace crescent::data {

Table csv_table(const FileBytes& bytes, const std::string& source, const CsvOptions& options) {
  const std::string_view text = text_body(bytes.view(), source);
  const CsvHead head = read_head(text, source, options);
  return read_csv_rows(bytes, text, source, head,
                       {.begin = head.begin,
                        .first_line = head.begin_line,
                        .chunk_bytes = options.chunk_bytes,
                        .threads = options.threads});
}

Table read_csv(const std::filesystem::path& path, const CsvOptions& options) {
  return csv_table(read_bytes(path), source_name(path), options);
}

Table parse_csv(std::string_view text, const std::string& source, const CsvOptions& options) {
  return csv_table(plain_bytes(FileBytes(std::string(text)), source), source, options);
}

std::string csv_cell(std::string_view cell, char delimiter) {
  const bool plain = cell.find_first_of("\"\r\n") == std::string_view::npos &&
                     cell.find(delimiter) == std::string_view::npos &&
                     trimmed(cell).size() == cell.size() && !(cell.empty() && delimiter == ' ');
  if (plain) return std::string(cell);
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace crescent::data
