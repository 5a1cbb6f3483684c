#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <variant>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <crescent/base/error.hpp>
#include <crescent/data/number.hpp>
#include <crescent/preprocess/pipeline.hpp>
#include <crescent/preprocess/types.hpp>

#include "cells.hpp"
#include "infer.hpp"
#include "scaling.hpp"

namespace crescent::preprocess {
namespace {

using Rows = std::vector<std::size_t>;

/// What a column turned out to be: usable, or not and why.
using Outcome = std::variant<ColumnSchema, SkippedColumn>;

/// What is said of a column.
enum class Role { target, ignored, categorical, numeric, weight, id };

const char* describe(Role role) {
  switch (role) {
    case Role::target:
      return "the target";
    case Role::ignored:
      return "ignored";
    case Role::categorical:
      return "categorical";
    case Role::numeric:
      return "numeric";
    case Role::weight:
      return "the weight column";
    case Role::id:
      break;
  }
  return "the id column";
}

/// Where most cells are numbers, one that is none is probably a mistake, and gets shown.
std::string stray_text(const Cells& cells, std::size_t c) {
  const data::Column& column = cells.table().columns[c];
  if (column.is_numeric) return "";
  std::vector<char> is_number;  // each level
  for (const std::string& level : column.levels)
    is_number.push_back(data::parse_number(level).has_value());
  std::size_t numbers = 0, texts = 0;
  cells.codes(c, [&](std::span<const std::uint32_t> part) {
    for (const std::uint32_t code : part)
      if (code != data::missing_level) ++(is_number[code] ? numbers : texts);
  });
  if (numbers <= texts) return "";
  const std::size_t row = column.first_text_row, line = cells.table().line(row);
  return fmt::format("; the first that is no number is '{}'{}", cells.cell(c, row),
                     line > 0 ? fmt::format(" on line {}", line) : "");
}

SkippedColumn constant(const Cells& cells, std::size_t c) {
  return {cells.table().columns[c].name,
          fmt::format("constant ('{}' in every training row)", cells.cell(c, cells.first_row()))};
}

Outcome fit_categorical(const Cells& cells, std::size_t c, std::size_t max_levels) {
  const std::string& name = cells.table().columns[c].name;
  const std::set<std::string> levels = cells.levels(c);
  const std::size_t texts = levels.size() - levels.count("");
  if (texts == 0) return SkippedColumn{name, "no value in the training rows"};
  if (levels.size() == 1) return constant(cells, c);
  if (texts > max_levels)
    return SkippedColumn{name, fmt::format("{} distinct texts, more than {}{}", texts, max_levels,
                                           stray_text(cells, c))};
  return ColumnSchema{
      .name = name, .kind = ColumnKind::categorical, .levels = {levels.begin(), levels.end()}};
}

Outcome fit_numeric(const Cells& cells, std::size_t c, const PipelineOptions& options) {
  const std::string& name = cells.table().columns[c].name;
  std::size_t present = 0;
  for_each_number(cells, c, [&](double) { ++present; });
  const bool any_missing = present < cells.rows();
  if (present == 0 || is_constant(cells, c, present))
    return any_missing ? fit_categorical(cells, c, options.max_levels) : constant(cells, c);
  ColumnSchema schema{.name = name};
  schema.missing_indicator = any_missing;
  fit_scale(schema, cells, c, present, options.scaler);
  const bool finite =
      std::isfinite(schema.median) && std::isfinite(schema.mean) && std::isfinite(schema.scale);
  if (!finite) return SkippedColumn{name, "numbers too large to scale"};
  return schema;
}

Outcome fit_numbers_on_request(const Cells& cells, std::size_t c, const PipelineOptions& options) {
  const data::Column& column = cells.table().columns[c];
  if (column.is_numeric) return fit_numeric(cells, c, options);
  throw Error(ErrorCode::data,
              fmt::format("'{}' is no number, and the column '{}' is to be numeric; correct the "
                          "cell, or name its text among the missing values",
                          cells.cell(c, column.first_text_row), column.name),
              {cells.table().source, cells.table().line(column.first_text_row), c + 1});
}

/// By what the training rows hold: ids and dates say nothing of a new row, or nothing as they are.
Outcome fit_by_type(const Cells& cells, std::size_t c, const PipelineOptions& options) {
  const data::Column& column = cells.table().columns[c];
  const InferredType inferred = infer_type(cells, c);
  if (inferred.type == ColumnType::id)
    return SkippedColumn{column.name, "an id: " + inferred.reason};
  if (inferred.type == ColumnType::date)
    return SkippedColumn{column.name,
                         inferred.reason + "; a column of numbers made of them could be used"};
  return column.is_numeric ? fit_numeric(cells, c, options)
                           : fit_categorical(cells, c, options.max_levels);
}

Outcome fit_column(const Cells& cells, std::size_t c, const std::optional<Role>& role,
                   const PipelineOptions& options) {
  const std::string& name = cells.table().columns[c].name;
  if (!role) return fit_by_type(cells, c, options);
  switch (*role) {
    case Role::ignored:
      return SkippedColumn{name, "ignored on request"};
    case Role::categorical:
      return fit_categorical(cells, c, std::numeric_limits<std::size_t>::max());
    case Role::numeric:
      return fit_numbers_on_request(cells, c, options);
    case Role::weight:
      return SkippedColumn{name, "it holds the weights of the rows"};
    case Role::id:
    case Role::target:
      break;
  }
  return SkippedColumn{name, "it holds the ids of the rows"};
}

bool is_utf8(const std::string& text) {
  try {
    nlohmann::json(text).dump();
    return true;
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
}

/// A model file holds UTF-8 alone: other bytes would make a model that matches no column, or labels
/// that other programs cannot read.
void require_utf8(const data::Table& table, std::size_t c, const std::string& text,
                  const char* what) {
  if (is_utf8(text)) return;
  throw Error(ErrorCode::data,
              fmt::format("{} of column {} (from 0) is not UTF-8 text; save the file as UTF-8, for "
                          "example with 'iconv -f LATIN1 -t UTF-8'",
                          what, c),
              {.file = table.source});
}

/// What the caller says of columns; each may be said one thing of.
class Roles {
 public:
  Roles(const data::Table& table, std::size_t target, const PipelineOptions& options)
      : table_(table) {
    roles_.emplace(target, Role::target);
    add(options.ignore, Role::ignored);
    add(options.categorical, Role::categorical);
    add(options.numeric, Role::numeric);
    if (!options.weight_column.empty()) add({options.weight_column}, Role::weight);
    if (!options.id_column.empty()) add({options.id_column}, Role::id);
  }

  /// How column `c` is to be used; nothing if nothing is said.
  std::optional<Role> find(std::size_t c) const {
    const auto found = roles_.find(c);
    return found == roles_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  void add(const std::vector<std::string>& names, Role role) {
    for (const std::string& name : names) {
      const auto [place, is_new] = roles_.emplace(table_.find(name), role);
      if (is_new || place->second == role) continue;
      throw Error(
          ErrorCode::invalid_argument,
          fmt::format("'{}' is {} and cannot be {} as well; name it once",
                      table_.columns[place->first].name, describe(place->second), describe(role)));
    }
  }

  const data::Table& table_;
  std::map<std::size_t, Role> roles_;
};

[[noreturn]] void refuse_nothing_left(const data::Table& table, const Pipeline& pipeline) {
  std::string reasons;
  for (const SkippedColumn& column : pipeline.skipped)
    reasons += fmt::format("; {}: {}", column.name, column.reason);
  throw Error(ErrorCode::data,
              fmt::format("no column but the target '{}' can be learned from{}", pipeline.target,
                          reasons.empty() ? "; add columns" : reasons),
              {.file = table.source});
}

Pipeline fit(const Cells& cells, const Target& target, const PipelineOptions& options) {
  if (cells.rows() == 0)
    throw Error(ErrorCode::data, "there is no training row; add rows with a label",
                {.file = cells.table().source});
  const data::Table& table = cells.table();
  const Roles roles(table, target.column, options);
  Pipeline pipeline{.columns = {}, .target = target.name, .classes = target.classes, .skipped = {}};
  require_utf8(table, target.column, target.name, "the name");
  for (const std::string& name : target.classes) {
    require_utf8(table, target.column, name, "a class");
  }
  if (!options.id_column.empty()) {
    const std::size_t id = table.find(options.id_column);
    pipeline.id_column = table.columns[id].name;
    require_utf8(table, id, pipeline.id_column, "the name");
  }
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (c == target.column) continue;
    Outcome outcome = fit_column(cells, c, roles.find(c), options);
    if (auto* schema = std::get_if<ColumnSchema>(&outcome)) {
      require_utf8(table, c, schema->name, "the name");
      for (const std::string& level : schema->levels) require_utf8(table, c, level, "a text");
      pipeline.columns.push_back(std::move(*schema));
    } else {
      pipeline.skipped.push_back(std::move(std::get<SkippedColumn>(outcome)));
    }
  }
  if (pipeline.columns.empty()) refuse_nothing_left(table, pipeline);
  return pipeline;
}

}  // namespace

Pipeline fit(const data::Table& table, std::size_t target, const Rows& rows,
             const PipelineOptions& options) {
  return fit(table, read_target(table, target), rows, options);
}

Pipeline fit(const data::Table& table, const Target& target, const Rows& rows,
             const PipelineOptions& options) {
  return fit(TableCells(table, rows), target, options);
}

Pipeline fit(const data::PackedFile& file, const Target& target, const std::vector<bool>& rows,
             std::size_t memory, const PipelineOptions& options) {
  return fit(PackedCells(file, rows, memory), target, options);
}

}  // namespace crescent::preprocess
