#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/data/number.hpp>
#include <crescent/preprocess/pipeline.hpp>
#include <crescent/preprocess/spelling.hpp>

#include "classes.hpp"
#include "data/column_names.hpp"

namespace crescent::preprocess {
namespace {

constexpr std::size_t most_labels = 100;

struct NumberLabel {
  double value;
  std::string text;

  bool operator<(const NumberLabel& other) const {
    if (value != other.value) return value < other.value;
    if (text.size() != other.text.size()) return text.size() < other.text.size();
    return text < other.text;
  }
};

/// The labels as numbers, or nothing if one of them is none.
std::optional<std::vector<NumberLabel>> as_numbers(const std::vector<std::string>& labels) {
  std::vector<NumberLabel> numbers;
  for (const std::string& label : labels) {
    const auto value = data::parse_number(label);
    if (!value) return {};
    numbers.push_back({*value, label});
  }
  return numbers;
}

/// One label a value, sorted by value.
std::vector<NumberLabel> distinct_values(std::vector<NumberLabel> labels) {
  std::sort(labels.begin(), labels.end());
  labels.erase(std::unique(labels.begin(), labels.end(),
                           [](const auto& a, const auto& b) { return a.value == b.value; }),
               labels.end());
  return labels;
}

void refuse_identifiers(const data::Table& table, const std::string& column, std::size_t labels,
                        std::size_t rows) {
  if (labels <= most_labels || labels * 2 <= rows) return;
  throw Error(ErrorCode::data,
              fmt::format("the target '{}' holds {} different labels in {} rows: these are no "
                          "classes; name a column whose values repeat",
                          column, labels, rows),
              {.file = table.source});
}

/// Finds the number of a label's class.
class ClassNumbers {
 public:
  explicit ClassNumbers(const std::vector<std::string>& classes) {
    const auto numbers = as_numbers(classes);
    for (std::size_t k = 0; k < classes.size(); ++k) {
      by_text_.emplace(classes[k], static_cast<int>(k));
      if (numbers) by_value_.emplace((*numbers)[k].value, static_cast<int>(k));
    }
  }

  std::optional<int> find(const std::string& label) const {
    if (const auto found = by_text_.find(label); found != by_text_.end()) return found->second;
    if (by_value_.empty()) return {};
    const auto value = data::parse_number(label);
    const auto found = value ? by_value_.find(*value) : by_value_.end();
    return found == by_value_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  std::unordered_map<std::string_view, int> by_text_;
  std::unordered_map<double, int> by_value_;
};

/// A label without what people spell one way or another: case, dots and blanks at its end.
std::string plain(std::string_view label) {
  std::string text(label);
  while (!text.empty() && (text.back() == '.' || text.back() == ' ')) text.pop_back();
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// The class of each label by its plain spelling; nothing unless every label has one, two labels
/// never the same, and no two classes are spelled alike.
std::optional<std::vector<int>> match_spellings(const std::vector<std::string>& labels,
                                                const std::vector<std::string>& classes) {
  std::map<std::string, int> by_spelling;
  for (std::size_t k = 0; k < classes.size(); ++k)
    if (!by_spelling.emplace(plain(classes[k]), static_cast<int>(k)).second) return {};
  std::vector<int> matched;
  std::set<int> taken;
  for (const std::string& label : labels) {
    const auto found = by_spelling.find(plain(label));
    if (found == by_spelling.end() || !taken.insert(found->second).second) return {};
    matched.push_back(found->second);
  }
  return matched;
}

/// Where no label is a class: each level's class by its spelling, with what that changed.
void use_spellings(const data::Column& column, const std::vector<std::string>& classes,
                   std::vector<std::optional<int>>& class_of, std::vector<Respelled>& respelled) {
  respelled.clear();
  const bool any_known =
      std::any_of(class_of.begin(), class_of.end(), [](const auto& k) { return k.has_value(); });
  if (any_known) return;
  const auto matched = match_spellings(column.levels, classes);
  if (!matched) return;
  for (std::size_t k = 0; k < class_of.size(); ++k) {
    class_of[k] = (*matched)[k];
    respelled.push_back({column.levels[k], classes[static_cast<std::size_t>((*matched)[k])]});
  }
}

Error unknown_label(const data::Table& table, std::size_t column, std::size_t row,
                    const std::vector<std::string>& classes) {
  constexpr std::size_t shown = 20;
  std::string known;
  for (std::size_t k = 0; k < std::min(shown, classes.size()); ++k)
    known += (k > 0 ? ", '" : "'") + classes[k] + "'";
  if (classes.size() > shown) known += fmt::format(", ... ({} in all)", classes.size());
  return {ErrorCode::data,
          fmt::format("'{}' in the target '{}' is none of the model's classes: {}; correct the "
                      "label or leave it empty",
                      table.cell(column, row), table.columns[column].name, known),
          {table.source, table.line(row), column + 1}};
}

std::vector<int> encode(const data::Table& table, const std::string& target,
                        const std::vector<std::string>& classes,
                        std::vector<Respelled>* respelled) {
  const auto position = data::position_of(table, target);
  if (!position) throw data::no_such_column(table, target);
  const data::Column column = table.as_text(*position);
  const ClassNumbers numbers(classes);
  std::vector<std::optional<int>> class_of;  // each level's
  for (const std::string& level : column.levels) class_of.push_back(numbers.find(level));
  if (respelled) use_spellings(column, classes, class_of, *respelled);
  std::vector<int> y(table.rows(), -1);
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (column.is_missing(i)) continue;
    const auto k = class_of[column.codes[i]];
    if (!k) throw unknown_label(table, *position, i, classes);
    y[i] = *k;
  }
  return y;
}

}  // namespace

std::vector<std::string> find_classes(const Cells& cells, std::size_t target) {
  const data::Column& column = cells.table().columns.at(target);
  const std::set<std::string> levels = cells.levels(target);
  std::vector<std::string> classes(levels.begin(), levels.end());
  if (levels.contains("")) classes.erase(classes.begin());  // missing
  if (column.is_numeric) {
    const auto labels = distinct_values(as_numbers(classes).value());
    classes.clear();
    for (const NumberLabel& label : labels) classes.push_back(label.text);
  }
  refuse_identifiers(cells.table(), column.name, classes.size(),
                     cells.rows() - column.missing_count);
  if (classes.size() >= 2) return classes;
  const std::string what = classes.empty() ? "no label at all" : "only '" + classes[0] + "'";
  throw Error(ErrorCode::data,
              fmt::format("the target '{}' holds {}; a classifier needs rows of at least two "
                          "classes",
                          column.name, what),
              {.file = cells.table().source});
}

std::vector<std::string> find_classes(const data::Table& table, std::size_t target) {
  return find_classes(TableCells(table), target);
}

std::vector<int> encode_labels(const data::Table& table, const std::string& target,
                               const std::vector<std::string>& classes) {
  return encode(table, target, classes, nullptr);
}

std::vector<int> encode_respelled_labels(const data::Table& table, const std::string& target,
                                         const std::vector<std::string>& classes,
                                         std::vector<Respelled>& respelled) {
  return encode(table, target, classes, &respelled);
}

}  // namespace crescent::preprocess
