#pragma once

#include <string>
#include <vector>

#include <crescent/data/table.hpp>
#include <crescent/model/model.hpp>

#include "session.hpp"

/// What comes into a session from files and goes out into them.
namespace crescent::playground {

/// The session's network with its preprocessing, as `crescent train` would write it.
/// Throws Error(data) where the training points cannot have baselines.
model::Model model_of(const Session& session);

/// Whether the bytes begin as an ONNX file does.
bool looks_like_model(const std::string& bytes);

struct ColumnInfo {
  std::string name = {};
  bool numeric = false;
  std::size_t missing = 0, distinct = 0;
  double low = 0, high = 0;  ///< of a numeric one with a value
};
struct TableInfo {
  std::string name = {};
  std::size_t rows = 0;
  std::vector<ColumnInfo> columns = {};
  std::vector<std::size_t> x = {};  ///< two columns to show, suggested
  std::size_t target = 0;           ///< the last column that may be one
  Task task = Task::classification;
};
/// Throws Error(data) for a table with fewer than two columns of numbers beside a target, or more
/// rows than a session takes.
TableInfo describe(const data::Table& table, const std::string& name);

struct TableQuery {
  std::vector<std::size_t> x;  ///< two numeric columns, or more to project
  std::size_t target = 0;
  Task task = Task::classification;
  bool standardise = true;
};
/// Rows with all cells. Throws Error(data) with line and column for a cell that is no number.
OwnData read_points(const data::Table& table, const TableQuery& query);

/// The table's rows as a model's columns and classes, if it has them all.
std::optional<OwnData> read_for_model(const data::Table& table, const Session& session);

}  // namespace crescent::playground
