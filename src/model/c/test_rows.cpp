#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <crescent/model/c_export.hpp>

namespace crescent::model {
namespace {

using preprocess::ColumnKind;
using preprocess::ColumnSchema;

/// Quoted whatever it holds: a row of one empty cell would be a blank line.
std::string quoted(const std::string& cell) {
  std::string text = "\"";
  for (const char c : cell) {
    if (c == '"') text += '"';
    text += c;
  }
  return text + '"';
}

/// A text that is none of the column's levels.
std::string unseen(const ColumnSchema& column) {
  std::string text = "something else";
  while (std::find(column.levels.begin(), column.levels.end(), text) != column.levels.end()) {
    text += "_";
  }
  return text;
}

/// Four kinds of rows: usual values, all missing, values not seen in training, a mixture.
std::string cell(const ColumnSchema& column, std::size_t c, std::size_t row) {
  const std::size_t kind = row < 3 ? row : 3 + (5 * row + 3 * c) % 8;
  if (kind == 1) return "";
  if (column.kind == ColumnKind::categorical) {
    if (kind == 2 || kind == 3) return unseen(column);
    return column.levels.empty() ? "" : column.levels[(row + c) % column.levels.size()];
  }
  if (kind == 0) return fmt::format("{:.6g}", column.median);
  if (kind == 4) return "";
  // From -3 to 3 standard deviations in all rows; 10 of them where the kind is "not seen".
  const double steps = kind == 2 ? 10 : (static_cast<double>((7 * row + 5 * c) % 13) - 6) / 2;
  const double value = column.mean + steps * column.scale;
  return fmt::format("{:.6g}", std::isfinite(value) ? value : column.median);
}

}  // namespace

data::Table test_rows(const Model& model, std::size_t rows) {
  const auto& columns = model.pipeline.columns;
  std::string text;
  for (std::size_t c = 0; c < columns.size(); ++c) text += (c ? "," : "") + quoted(columns[c].name);
  text += "\n";
  for (std::size_t row = 0; row < std::max<std::size_t>(rows, 3); ++row) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      text += (c ? "," : "") + quoted(cell(columns[c], c, row));
    }
    text += "\n";
  }
  return data::parse_csv(text, "test rows", {.delimiter = ',', .header = true});
}

}  // namespace crescent::model
