#include <algorithm>
#include <limits>
#include <memory>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/base/file.hpp>
#include <crescent/data/csv.hpp>
#include <crescent/data/number.hpp>

#include "data/csv_layout.hpp"
#include "data/csv_rows.hpp"
#include "data/csv_source.hpp"
#include "data/text.hpp"

namespace crescent::data {
namespace {

constexpr double missing_number = std::numeric_limits<double>::quiet_NaN();

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
  if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<long>(nul), '\n');
    throw parse_error(source, "is no text file: it holds a NUL byte here; name a CSV file",
                      static_cast<std::size_t>(line));
  }
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

/// What is known of each column before its cells are read.
std::vector<Column> make_columns(const std::vector<Cell>& first_row, bool header,
                                 std::size_t rows) {
  std::vector<Column> columns(first_row.size());
  const std::vector<std::string> names =
      header ? unique_names(first_row) : std::vector<std::string>{};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    columns[i].name = header ? names[i] : std::to_string(i);
    columns[i].is_numeric = true;  // until a cell says otherwise
    columns[i].numbers.reserve(rows);
  }
  return columns;
}

void append_cell(Column& column, const Cell& cell, const MissingTokens& missing) {
  if (!column.is_numeric) return;
  const std::string_view plain = trimmed(cell.raw);
  if (missing.contains(plain)) {
    column.numbers.push_back(missing_number);
    ++column.missing_count;
  } else if (const auto number = parse_number(plain)) {
    column.numbers.push_back(*number);
  } else {
    column.is_numeric = false;
    column.numbers = {};
  }
}

/// Reads the columns that turned out to hold text.
void read_texts(std::vector<Column>& columns, const CsvSource& source) {
  std::vector<std::size_t> positions;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (!columns[i].is_numeric) positions.push_back(i);
  if (positions.empty()) return;
  std::vector<Column> texts = source.as_texts(positions);
  for (std::size_t i = 0; i < positions.size(); ++i) {
    texts[i].name = std::move(columns[positions[i]].name);
    columns[positions[i]] = std::move(texts[i]);
  }
}

Error ragged_row(const std::string& source, const RowScanner& scanner, std::size_t first_line,
                 char delimiter, std::size_t expected, std::size_t found, bool second_row) {
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
                     scanner.row_line(), std::min(expected, found) + 1);
}

/// The scanner's next row into `cells`; false at the end of the file.
bool read_row(RowScanner& scanner, std::vector<Cell>& cells, const std::string& source) {
  const RowScanner::Status status = scanner.next(cells);
  if (status == RowScanner::Status::problem)
    throw parse_error(source, scanner.problem(), scanner.problem_line(), scanner.problem_column());
  return status == RowScanner::Status::row;
}

Table parse(std::shared_ptr<const std::string> bytes, const std::string& source,
            const CsvOptions& options) {
  check_delimiter(options);
  const std::string_view text = text_body(*bytes, source);
  const MissingTokens missing(options.na_values);
  const CsvLayout layout = find_layout(text, options, missing);
  RowScanner scanner(text.substr(layout.begin), layout.delimiter, layout.first_line);

  std::vector<Cell> cells;
  if (!read_row(scanner, cells, source))
    throw parse_error(source, "is empty; a table needs at least one row of cells");
  const std::size_t first_line = scanner.row_line();
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  std::vector<Column> columns = make_columns(cells, layout.header, lines);
  if (layout.header && !read_row(scanner, cells, source))
    throw parse_error(source,
                      "has a header but no row below it; add rows, or say that there is "
                      "no header",
                      first_line);
  std::size_t row = 0;
  std::vector<CsvSource::Mark> marks;
  do {
    if (cells.size() != columns.size())
      throw ragged_row(source, scanner, first_line, layout.delimiter, columns.size(), cells.size(),
                       row == (layout.header ? 0u : 1u));
    if (row++ % CsvSource::stride == 0)
      marks.push_back({layout.begin + scanner.row_offset(), scanner.row_line()});
    for (std::size_t i = 0; i < cells.size(); ++i) append_cell(columns[i], cells[i], missing);
  } while (read_row(scanner, cells, source));
  auto origin = std::make_shared<CsvSource>(std::move(bytes), text, layout.delimiter, missing,
                                            std::move(marks));
  read_texts(columns, *origin);
  return {.source = source,
          .columns = std::move(columns),
          .has_header = layout.header,
          .origin = std::move(origin)};
}

}  // namespace

Table read_csv(const std::filesystem::path& path, const CsvOptions& options) {
  return parse(std::make_shared<const std::string>(read_file(path)), path.string(), options);
}

Table parse_csv(std::string_view text, const std::string& source, const CsvOptions& options) {
  return parse(std::make_shared<const std::string>(text), source, options);
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
