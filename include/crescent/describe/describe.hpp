#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <crescent/data/table.hpp>
#include <crescent/preprocess/target.hpp>
#include <crescent/preprocess/types.hpp>

namespace crescent::describe {

struct Level {
  std::string text;
  std::size_t count = 0;  ///< rows
};

/// What a column holds. Where it has no number, the numbers are NaN.
struct ColumnSummary {
  std::string name;
  bool is_numeric = false;
  preprocess::InferredType inferred = {};
  std::size_t missing = 0;   ///< rows
  std::size_t distinct = 0;  ///< different values, the missing one not counted
  double min = std::numeric_limits<double>::quiet_NaN();
  double median = std::numeric_limits<double>::quiet_NaN();
  double mean = std::numeric_limits<double>::quiet_NaN();
  double max = std::numeric_limits<double>::quiet_NaN();
  std::vector<Level> top = {};  ///< of a text column: its five most frequent texts
};

struct TargetSummary {
  std::string name;
  preprocess::Task task = preprocess::Task::classification;
  std::vector<Level> classes = {};  ///< classification: all of them, in the model's order
};

/// What may be done about a warning; how, depends on the program that tells it.
enum class Remedy {
  none,
  name_missing,        ///< read `Warning::value` as a missing value, if it stands for one
  correct_or_missing,  ///< correct the texts, or read them as missing values
  use_id,              ///< have it used all the same: as numbers, as a category, or as the rows' id
  use_levels,          ///< have it used as a category all the same
  leave_out_if_later,  ///< leave it out if it is known only after the target
  leave_out_if_filled,  ///< leave it out if it is filled in only after the target is known
  scale_robustly,       ///< scale by median and quartiles
  scale                 ///< do not leave the numbers as they are
};

/// Something to look at before training. docs/describe.md explains each kind.
struct Warning {
  std::string kind;                  ///< "leak", "duplicates", …
  std::vector<std::string> columns;  ///< those it is about; empty: the table as a whole
  std::string text;                  ///< for people, one line: what was found
  Remedy remedy = Remedy::none;
  std::string value = {};  ///< the text that `Remedy::name_missing` is about
};

struct Report {
  std::string source;
  bool has_header = false;
  std::size_t rows = 0;
  std::size_t missing = 0;  ///< cells
  std::vector<ColumnSummary> columns;
  std::optional<TargetSummary> target = {};
  std::vector<Warning> warnings;  ///< the gravest kinds first
};

struct Options {
  std::string target = {};  ///< column by name or index; "": none, and nothing that needs one
  std::optional<preprocess::Task> task = {};
  std::size_t max_levels = 100;  ///< text columns with more are not used by preprocess::fit
  double test_fraction = 0.2;    ///< of the split by which leaks and straddling rows are judged
  std::uint32_t seed = 0;
  int threads = 0;  ///< 0: all there are; the report is the same for any number
};

/// Looks at every cell once or twice; sorts every column of numbers. Throws Error(data) for a
/// target that is not there or cannot be learned (preprocess::read_target).
Report describe(const data::Table& table, const Options& options = {});

}  // namespace crescent::describe
