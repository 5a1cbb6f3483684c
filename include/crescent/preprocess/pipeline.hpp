#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/data/dataset.hpp>
#include <crescent/data/packed_file.hpp>
#include <crescent/data/table.hpp>
#include <crescent/preprocess/scaler.hpp>
#include <crescent/preprocess/target.hpp>

namespace crescent::preprocess {

/// A column is numeric if every cell of the table that is not missing reads as a number. One that
/// has a single number and missing cells in the training rows is categorical all the same: scaled,
/// that number would be 0 in every row, and any other would meet weights that never learned.
enum class ColumnKind { numeric, categorical };

/// Smooth clipping draws z towards (-3, 3): 1 / 3^2.
inline constexpr double smooth_clip_factor = 1.0 / 9.0;

/// What was learned of one input column from the training rows.
struct ColumnSchema {
  std::string name;
  ColumnKind kind = ColumnKind::numeric;

  // Numeric: x -> z = (x, or `median` where missing; minus `mean`) / `scale`, both as the Scaler
  // says; then, if `smooth_clip`, z -> z / sqrt(1 + z^2 smooth_clip_factor).
  double median = 0.0;
  double mean = 0.0;   ///< what the scaler takes away: not always the mean
  double scale = 1.0;  ///< > 0
  bool smooth_clip = false;
  /// A second feature, 1 where the cell is missing: made where the training rows had such cells.
  bool missing_indicator = false;

  // Categorical: one feature a level, 1 where the cell is that level; all 0 for an unseen level.
  // Compared as text, as written: "1" and "1.0" are two levels.
  std::vector<std::string> levels =
      {};  ///< sorted; "" is the level "missing", if training rows had it

  /// Number of network inputs that it becomes.
  Index features() const;
};

/// A column that is not used, and why: ignored on request, no value or a single one in the training
/// rows, an id or dates (infer_type), more than `max_levels` texts, or numbers too large to scale.
struct SkippedColumn {
  std::string name;
  std::string reason;
};

struct PipelineOptions {
  // Columns by name or index; each may be named once.
  std::vector<std::string> ignore = {};
  std::vector<std::string> categorical = {};  ///< one input a text, however many there are
  std::vector<std::string> numeric = {};      ///< used as numbers even if they look like an id
  std::string weight_column = {};    ///< of the rows: no input (read_weights reads it); "": none
  std::string id_column = {};        ///< of the rows: no input, its name is kept; "": none
  std::size_t max_levels = 100;      ///< text columns with more distinct levels are set aside
  Scaler scaler = Scaler::standard;  ///< of numeric columns
};

/// From a table's raw columns to a network's inputs and classes. Fitted on training rows only;
/// everything prediction needs is in here.
struct Pipeline {
  std::vector<ColumnSchema> columns;
  std::string target;  ///< name of the target column
  /// Label of each class, sorted (as numbers if all are); empty where a quantity is predicted.
  std::vector<std::string> classes;
  std::vector<SkippedColumn> skipped;
  std::string id_column = {};  ///< name of the column that names the rows; "": none

  Task task() const { return classes.empty() ? Task::regression : Task::classification; }
  /// Number of network inputs.
  Index features() const;
  /// One name a network input: "age", "age is missing", "sex=female".
  std::vector<std::string> feature_names() const;
};

/// Unseen levels met by `transform`, counted by column.
struct UnseenLevels {
  std::string column;
  std::size_t count = 0;  ///< rows
  std::string first;      ///< the first of them; "" is a missing cell
};

/// Class numbers (N) of the target column with -1 where it is missing, given `classes`. Where all
/// classes are numbers, a label is compared by its value if no class has its text ("1.0" is "1").
/// Throws Error(data) with file, line and column for a label that is none of them.
std::vector<int> encode_labels(const data::Table& table, const std::string& target,
                               const std::vector<std::string>& classes);

/// The distinct labels of a column as written, sorted: as numbers if all are numbers ("9" before
/// "10"), as bytes otherwise. Numbers of one value are one class, named by its shortest spelling.
/// Throws Error(data) if there are fewer than two labels, or if the column plainly holds no
/// classes: more than 100 different ones of which most occur once.
std::vector<std::string> find_classes(const data::Table& table, std::size_t target);

/// Learns the input columns (all but the target and the ignored) from `rows` of `table`, a target
/// of which is `target`. Throws Error(data) if there is no row, if no column is left to learn from,
/// or if a name, class or level of a used column is not UTF-8 (a model file holds UTF-8 alone), or,
/// with its line, for a text in a column that is to be numeric; Error(invalid_argument) if the
/// options name a column twice, or the target.
Pipeline fit(const data::Table& table, const Target& target, const std::vector<std::size_t>& rows,
             const PipelineOptions& options = {});
/// The same for column `target`; throws what read_target throws as well.
Pipeline fit(const data::Table& table, std::size_t target, const std::vector<std::size_t>& rows,
             const PipelineOptions& options = {});

/// The same from a packed file that is not in memory, to the numbers that these rows of its table
/// give in ascending order. rows (file.rows()): whether a row is one of them. Takes about `memory`
/// bytes beside a group of rows and the distinct texts; columns that do not fit are read several
/// times. Throws Error(io) or Error(parse) too, where the file cannot be read.
Pipeline fit(const data::PackedFile& file, const Target& target, const std::vector<bool>& rows,
             std::size_t memory, const PipelineOptions& options = {});

/// Network inputs (rows.size(), features()) of the given rows; columns are matched by name.
/// Throws Error(data) with file, line, column and fix if a column is missing from the table, or a
/// numeric one holds text or a number that is not finite once scaled. `unseen` (optional) receives
/// the columns with unseen levels.
Matrix<double> transform(const Pipeline& pipeline, const data::Table& table,
                         const std::vector<std::size_t>& rows,
                         std::vector<UnseenLevels>* unseen = nullptr);

/// Network inputs from raw numbers, one column of `raw` (N, C) for each of `pipeline.columns`, NaN
/// for missing. Throws Error(invalid_argument) if one of them is categorical or C does not fit.
Matrix<double> transform_numbers(const Pipeline& pipeline, const Matrix<double>& raw);

}  // namespace crescent::preprocess
