#include "data/csv_head.hpp"

#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>

#include "data/csv_layout.hpp"
#include "data/csv_rows.hpp"
#include "data/text.hpp"

namespace crescent::data {
namespace {

void check_delimiter(const CsvOptions& options) {
  constexpr std::string_view known = ",;\t |";
  if (options.delimiter && known.find(*options.delimiter) == std::string_view::npos)
    throw Error(ErrorCode::invalid_argument,
                fmt::format("'{}' is no delimiter of a CSV file; choose one of , ; tab space |",
                            *options.delimiter));
}

/// Names without outer spaces; an empty one becomes the column's index, a repeated one gets a
/// number behind it ("x", "x_2"). A name that is unique in the file stays as it is.
std::vector<std::string> unique_names(const std::vector<Cell>& cells,
                                      std::vector<std::string>& notes) {
  std::vector<std::string> names;
  for (const Cell& cell : cells) {
    names.emplace_back(trimmed(cell.text()));
    if (names.back().empty()) names.back() = std::to_string(names.size() - 1);
  }
  std::unordered_set<std::string> taken(names.begin(), names.end());
  std::unordered_set<std::string> seen;
  std::string repeated;
  for (std::string& name : names) {
    if (seen.insert(name).second) continue;
    const std::string base = name;
    for (int i = 2; taken.contains(name); ++i) name = fmt::format("{}_{}", base, i);
    taken.insert(name);
    repeated += fmt::format("{}'{}'", repeated.empty() ? "" : ", ", name);
  }
  if (!repeated.empty())
    notes.push_back("the header names columns twice; the later ones are called " + repeated);
  return names;
}

}  // namespace

Error csv_error(const std::string& source, const std::string& message, std::size_t line,
                std::size_t column) {
  return {ErrorCode::parse, message, {source, line, column}};
}

Error nul_byte(const std::string& source, std::size_t line) {
  return csv_error(source, "is no text file: it holds a NUL byte here; name a CSV file", line);
}

std::string_view text_body(std::string_view text, const std::string& source) {
  using namespace std::string_view_literals;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
    throw csv_error(source, "is UTF-16 text; save it as UTF-8");
  if (text.starts_with("\x1F\x8B"))
    throw csv_error(source, "is compressed (gzip) more than once; decompress it first");
  if (text.starts_with("PK\x03\x04"sv))
    throw csv_error(source, "is a zip archive or a spreadsheet; save the table as CSV");
  constexpr std::size_t head = 65536;  // the rest is looked at as its rows are read
  if (const auto nul = text.substr(0, head).find('\0'); nul != std::string_view::npos)
    throw nul_byte(source,
                   1 + static_cast<std::size_t>(std::count(
                           text.begin(), text.begin() + static_cast<std::ptrdiff_t>(nul), '\n')));
  return text;
}

CsvHead read_head(std::string_view text, const std::string& source, const CsvOptions& options) {
  check_delimiter(options);
  CsvHead head;
  head.format.missing = MissingTokens(options.na_values);
  const CsvLayout layout = find_layout(text, options, head.format.missing);
  head.format.delimiter = layout.delimiter;
  head.header = layout.header;
  RowScanner scanner(text.substr(layout.begin), layout.delimiter, layout.first_line);
  std::vector<Cell> cells;
  const RowScanner::Status status = scanner.next(cells);
  if (status == RowScanner::Status::problem)
    throw csv_error(source, scanner.problem(), scanner.problem_line(), scanner.problem_column());
  if (status == RowScanner::Status::end)
    throw csv_error(source, "is empty; a table needs at least one row of cells");
  head.first_line = scanner.row_line();
  if (head.header) {
    head.names = unique_names(cells, head.notes);
    head.begin = layout.begin + scanner.position();
    head.begin_line = scanner.line();
    if (scanner.next(cells) == RowScanner::Status::end)
      throw csv_error(source,
                      "has a header but no row below it; add rows, or say that there is no header",
                      head.first_line);
  } else {
    for (std::size_t i = 0; i < cells.size(); ++i) head.names.push_back(std::to_string(i));
    head.begin = layout.begin;
    head.begin_line = layout.first_line;
  }
  for (const char text_column :
       find_text_columns(RowScanner(text.substr(head.begin), layout.delimiter), head.format.missing,
                         head.names.size()))
    head.readings.push_back(text_column ? Reading::text : Reading::numbers);
  return head;
}

}  // namespace crescent::data
