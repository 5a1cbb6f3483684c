#include <algorithm>
#include <memory>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/base/file.hpp>
#include <crescent/data/csv.hpp>

#include "data/csv_columns.hpp"
#include "data/csv_layout.hpp"
#include "data/csv_rows.hpp"
#include "data/csv_source.hpp"
#include "data/text.hpp"

namespace crescent::data {
namespace {

Error parse_error(const std::string& source, const std::string& message, std::size_t line = 0,
                  std::size_t column = 0) {
  return {ErrorCode::parse, message, {source, line, column}};
}

void check_delimiter(const CsvOptions& options) {
  constexpr std::string_view known = ",;\t |";
  if (options.delimiter && known.find(*options.delimiter) == std::string_view::npos)
    throw Error(ErrorCode::invalid_argument,
                fmt::format("'{}' is no delimiter of a CSV file; choose one of , ; tab space |",
                            *options.delimiter));
}

Error nul_byte(std::string_view text, std::size_t place, const std::string& source) {
  const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<long>(place), '\n');
  return parse_error(source, "is no text file: it holds a NUL byte here; name a CSV file",
                     static_cast<std::size_t>(line));
}

/// `text` behind its byte-order mark; refuses what is no text, saying what it is instead.
std::string_view text_body(std::string_view text, const std::string& source) {
  using namespace std::string_view_literals;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
    throw parse_error(source, "is UTF-16 text; save it as UTF-8");
  if (text.starts_with("\x1F\x8B"))
    throw parse_error(source, "is compressed (gzip); decompress it first");
  if (text.starts_with("PK\x03\x04"sv))
    throw parse_error(source, "is a zip archive or a spreadsheet; save the table as CSV");
  constexpr std::size_t head = 65536;  // the rest is looked at as its rows are read
  if (const auto nul = text.substr(0, head).find('\0'); nul != std::string_view::npos)
    throw nul_byte(text, nul, source);
  return text;
}

/// Names without outer spaces; an empty one becomes the column's index, a repeated one gets a
/// number behind it ("x", "x_2"). A name that is unique in the file stays as it is.
std::vector<std::string> unique_names(const std::vector<Cell>& cells) {
  std::vector<std::string> names;
  for (const Cell& cell : cells) {
    names.emplace_back(trimmed(cell.text()));
    if (names.back().empty()) names.back() = std::to_string(names.size() - 1);
  }
  std::unordered_set<std::string> taken(names.begin(), names.end());
  std::unordered_set<std::string> seen;
  for (std::string& name : names) {
    if (seen.insert(name).second) continue;
    const std::string base = name;
    for (int i = 2; taken.contains(name); ++i) name = fmt::format("{}_{}", base, i);
    taken.insert(name);
  }
  return names;
}

Error ragged_row(const std::string& source, char delimiter, std::size_t first_line,
                 std::size_t expected, std::size_t found, std::size_t line, bool second_row) {
  std::string fix = found < expected
                        ? "add the missing cells (they may be empty) or remove the row"
                        : fmt::format("put quotes (\") around a cell that holds {}",
                                      delimiter == '\t'  ? std::string("a tab")
                                      : delimiter == ' ' ? std::string("a space")
                                                         : fmt::format("'{}'", delimiter));
  if (second_row) fix += fmt::format("; if line {} is a title, start it with #", first_line);
  return parse_error(source,
                     fmt::format("expected {} cell{} as in line {}, found {}; {}", expected,
                                 expected == 1 ? "" : "s", first_line, found, fix),
                     line, std::min(expected, found) + 1);
}

/// A file being read.
class CsvReader {
 public:
  CsvReader(FileBytes bytes, const std::string& source, const CsvOptions& options)
      : bytes_(std::move(bytes)),
        source_(source),
        text_(text_body(bytes_.view(), source)),
        format_{.delimiter = ',', .missing = MissingTokens(options.na_values)},
        layout_(find_layout(text_, options, format_.missing)) {
    format_.delimiter = layout_.delimiter;
    rows_ = {.begin = layout_.begin,
             .first_line = layout_.first_line,
             .chunk_bytes = options.chunk_bytes,
             .threads = options.threads};
  }

  Table read() {
    std::vector<Column> columns = read_head();
    const std::vector<char> is_text = find_text_columns(
        RowScanner(text_.substr(rows_.begin), format_.delimiter), format_.missing, columns.size());
    std::vector<Reading> readings;
    for (const char text : is_text) readings.push_back(text ? Reading::text : Reading::numbers);
    RowsRead read = read_rows(text_, format_, std::move(readings), rows_);
    if (read.nul) throw nul_byte(text_, *read.nul, source_);
    if (read.broken) refuse(*read.broken, columns.size());
    auto origin = std::make_shared<CsvSource>(bytes_, text_, format_, columns.size(),
                                              std::move(read.marks), rows_);
    if (!read.turned_text.empty()) {
      std::vector<Column> texts = origin->as_texts(read.turned_text);
      for (std::size_t i = 0; i < texts.size(); ++i)
        read.columns[read.turned_text[i]] = std::move(texts[i]);
    }
    for (std::size_t c = 0; c < columns.size(); ++c)
      read.columns[c].name = std::move(columns[c].name);
    return {.source = source_,
            .columns = std::move(read.columns),
            .has_header = layout_.header,
            .origin = std::move(origin)};
  }

 private:
  /// The columns, with nothing but their names. The rows start behind the header afterwards.
  std::vector<Column> read_head() {
    RowScanner scanner(text_.substr(rows_.begin), format_.delimiter, rows_.first_line);
    std::vector<Cell> cells;
    const RowScanner::Status status = scanner.next(cells);
    if (status == RowScanner::Status::problem)
      throw parse_error(source_, scanner.problem(), scanner.problem_line(),
                        scanner.problem_column());
    if (status == RowScanner::Status::end)
      throw parse_error(source_, "is empty; a table needs at least one row of cells");
    first_line_ = scanner.row_line();
    std::vector<Column> columns(cells.size());
    const auto names = layout_.header ? unique_names(cells) : std::vector<std::string>{};
    for (std::size_t i = 0; i < columns.size(); ++i)
      columns[i].name = layout_.header ? names[i] : std::to_string(i);
    if (!layout_.header) return columns;
    rows_.begin += scanner.position();
    rows_.first_line = scanner.line();
    if (scanner.next(cells) == RowScanner::Status::end)
      throw parse_error(source_,
                        "has a header but no row below it; add rows, or say that there is "
                        "no header",
                        first_line_);
    return columns;
  }

  /// The error of the row that was not read.
  [[noreturn]] void refuse(const RowMark& row, std::size_t columns) const {
    RowScanner scanner(text_.substr(row.offset), format_.delimiter, row.line);
    std::vector<Cell> cells;
    if (scanner.next(cells) == RowScanner::Status::problem)
      throw parse_error(source_, scanner.problem(), scanner.problem_line(),
                        scanner.problem_column());
    throw ragged_row(source_, format_.delimiter, first_line_, columns, cells.size(),
                     scanner.row_line(), row.row == (layout_.header ? 0u : 1u));
  }

  FileBytes bytes_;
  std::string source_;
  std::string_view text_;
  CsvFormat format_;
  CsvLayout layout_;
  ReadRowsOptions rows_;
  std::size_t first_line_ = 0;
};

}  // namespace

Table read_csv(const std::filesystem::path& path, const CsvOptions& options) {
  check_delimiter(options);
  return CsvReader(map_file(path), path.string(), options).read();
}

Table parse_csv(std::string_view text, const std::string& source, const CsvOptions& options) {
  check_delimiter(options);
  return CsvReader(FileBytes(std::string(text)), source, options).read();
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
