#include "data/csv_layout.hpp"

#include <algorithm>
#include <map>

#include <crescent/data/number.hpp>

#include "data/text.hpp"

namespace crescent::data {
namespace {

constexpr std::size_t delimiter_sample = 100;  // rows
constexpr std::size_t header_sample = 1000;    // rows

/// Share of cells, and of rows, that speak for a delimiter.
struct DelimiterEvidence {
  double same_count = 0.0;  // share of rows that have the commonest number of cells
  double numbers = 0.0;     // share of cells that are numbers
};

/// A number, the comma being a decimal sign where it does not delimit cells.
bool looks_numeric(const Cell& cell, char delimiter) {
  if (delimiter == ',') return parse_number(cell.raw).has_value();
  std::string text(cell.raw);
  std::replace(text.begin(), text.end(), ',', '.');
  return parse_number(text).has_value();
}

DelimiterEvidence weigh(std::string_view text, char delimiter) {
  RowScanner scanner(text, delimiter);
  std::vector<Cell> cells;
  std::map<std::size_t, std::size_t> rows_by_count;
  std::size_t rows = 0, numbers = 0, total = 0, first_count = 0;
  for (auto status = RowScanner::Status::row; rows < delimiter_sample;) {
    status = scanner.next(cells);
    if (status == RowScanner::Status::end) break;
    if (++rows == 1) first_count = cells.size();
    if (status == RowScanner::Status::problem) break;  // a row against this delimiter
    ++rows_by_count[cells.size()];
    total += cells.size();
    numbers += static_cast<std::size_t>(std::count_if(
        cells.begin(), cells.end(), [&](const Cell& c) { return looks_numeric(c, delimiter); }));
  }
  const auto commonest =
      std::max_element(rows_by_count.begin(), rows_by_count.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  if (commonest == rows_by_count.end() || commonest->first < 2) return {};
  // Words make spaces everywhere: as a delimiter the space has to fit the first row as well.
  if (delimiter == ' ' && commonest->first != first_count) return {};
  return {static_cast<double>(commonest->second) / static_cast<double>(rows),
          static_cast<double>(numbers) / static_cast<double>(total)};
}

/// The delimiter that cuts the first rows most evenly, and into the most numbers. Even cutting
/// alone is not enough: "25, Private" is even in commas and in spaces, "1,5;2,5" in both signs.
char find_delimiter(std::string_view text) {
  char best = ',';
  double best_score = 0.0;
  for (const char delimiter : {',', '\t', ';', '|', ' '}) {
    const DelimiterEvidence evidence = weigh(text, delimiter);
    if (evidence.same_count < 0.5) continue;
    const double doubt = delimiter == ' ' ? 0.5 : 1.0;
    const double score = evidence.same_count * (1.0 + evidence.numbers) * doubt;
    if (score > best_score) {
      best_score = score;
      best = delimiter;
    }
  }
  return best;
}

/// A stretch of leading lines: where it ends, and the line number there.
struct Position {
  std::size_t offset = 0;
  std::size_t line = 1;
};

struct LeadingComments {
  Position last;   // the last line that starts with #
  Position after;  // the first line that does not
  bool any = false;
};

LeadingComments find_comments(std::string_view text) {
  LeadingComments comments;
  Position here;
  while (here.offset < text.size()) {
    const std::size_t end = text.find_first_of("\r\n", here.offset);
    const std::string_view line = trimmed(text.substr(here.offset, end - here.offset));
    const bool is_comment = line.starts_with('#');
    if (!line.empty() && !is_comment) {
      comments.after = here;
      return comments;
    }
    if (is_comment) {
      comments.last = here;
      comments.any = true;
    }
    if (end == std::string_view::npos) break;
    here.offset = end + (text.substr(end).starts_with("\r\n") ? 2 : 1);
    ++here.line;
  }
  return {};  // # on every line: then it is part of the data
}

std::size_t cells_of_first_row(std::string_view text, char delimiter) {
  std::vector<Cell> cells;
  RowScanner(text, delimiter).next(cells);
  return cells.size();
}

/// What the rows below the first say about one column.
struct ColumnBelow {
  bool numbers = false;  // at least one number
  bool texts = false;    // at least one cell that is none
  bool repeats = false;  // the first row's cell occurs again
};

/// The first row is a header if it has text above a column of numbers and no number above one.
/// Where no column decides (all text), it is one if its cells are distinct, no numbers, and none of
/// them occurs again in its column: "sunny,hot,no" does, "outlook,heat,play" does not.
bool find_header(RowScanner scanner, const MissingTokens& missing) {
  std::vector<Cell> cells;
  if (scanner.next(cells) != RowScanner::Status::row) return false;
  std::vector<std::string> first;
  first.reserve(cells.size());
  for (const Cell& cell : cells) first.emplace_back(trimmed(cell.text()));
  std::vector<ColumnBelow> below(first.size());
  for (std::size_t row = 1; row < header_sample; ++row) {
    if (scanner.next(cells) != RowScanner::Status::row) break;
    for (std::size_t i = 0; i < std::min(cells.size(), first.size()); ++i) {
      const std::string text = cells[i].text();
      const std::string_view cell = trimmed(text);
      if (missing.contains(cell)) continue;
      (parse_number(cell) ? below[i].numbers : below[i].texts) = true;
      below[i].repeats = below[i].repeats || cell == first[i];
    }
  }
  bool above_numbers = false, any_number = false, all_new = true;
  std::unordered_set<std::string_view> names;
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (missing.contains(first[i])) continue;
    const bool is_number = parse_number(first[i]).has_value();
    if (below[i].numbers && !below[i].texts) {
      if (is_number) return false;
      above_numbers = true;
    }
    any_number = any_number || is_number;
    all_new = names.insert(first[i]).second && !below[i].repeats && all_new;
  }
  return above_numbers || (!names.empty() && !any_number && all_new);
}

}  // namespace

MissingTokens::MissingTokens(const std::vector<std::string>& tokens) {
  for (const std::string& token : tokens) {
    const std::string_view plain = trimmed(token);
    if (plain.empty()) continue;
    tokens_.emplace_back(plain);
    longest_ = std::max(longest_, plain.size());
    any_number_ = any_number_ || parse_number(plain);
  }
}

bool MissingTokens::contains(std::string_view cell) const {
  if (cell.empty()) return true;
  if (cell.size() > longest_) return false;
  return std::find(tokens_.begin(), tokens_.end(), cell) != tokens_.end();
}

std::vector<char> find_text_columns(RowScanner rows, const MissingTokens& missing,
                                    std::size_t columns) {
  constexpr std::size_t most_cells = 20'000;
  std::vector<char> is_text(columns);
  std::vector<Cell> cells;
  for (std::size_t seen = 0; seen < most_cells; seen += columns) {
    if (rows.next(cells) != RowScanner::Status::row) break;
    for (std::size_t i = 0; i < std::min(columns, cells.size()); ++i) {
      const std::string_view cell = trimmed(cells[i].raw);
      if (!is_text[i] && !missing.contains(cell) && !parse_number(cell)) is_text[i] = 1;
    }
  }
  return is_text;
}

CsvLayout find_layout(std::string_view text, const CsvOptions& options,
                      const MissingTokens& missing) {
  const LeadingComments comments = find_comments(text);
  const std::string_view rows = text.substr(comments.after.offset);
  CsvLayout layout;
  layout.delimiter = options.delimiter ? *options.delimiter : find_delimiter(rows);
  Position begin = comments.after;
  if (comments.any) {
    // A header may start with # as well ("#,name,…"); a comment is not cut like the rows below it.
    const std::size_t line_end = text.find_first_of("\r\n", comments.last.offset);
    const std::string_view line =
        text.substr(comments.last.offset, line_end - comments.last.offset);
    const std::size_t cells = cells_of_first_row(line, layout.delimiter);
    if (cells > 1 && cells == cells_of_first_row(rows, layout.delimiter)) begin = comments.last;
  }
  layout.begin = begin.offset;
  layout.first_line = begin.line;
  layout.header =
      options.header
          ? *options.header
          : find_header(RowScanner(text.substr(layout.begin), layout.delimiter), missing);
  return layout;
}

}  // namespace crescent::data
