#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "code.hpp"
#include "text.hpp"

namespace crescent::model::c {
namespace {

using preprocess::ColumnKind;
using preprocess::ColumnSchema;
using preprocess::Pipeline;

constexpr const char* sums_in_double = R"c(typedef double $_sum;
#define @_EXP exp
)c";

// Where double is emulated, its sums would cost more than all the rest.
constexpr const char* sums_by_choice =
    R"c(#ifdef @_FLOAT_ONLY /* define it where double is slow: 1e-5 instead of 1e-6 off the model */
typedef float $_sum;
#define @_EXP expf
#else
typedef double $_sum;
#define @_EXP exp
#endif
)c";

constexpr const char* beginning = R"c(
#include <math.h>
#include <string.h>

#ifdef __GNUC__
#define @_UNUSED __attribute__((unused)) /* no warning where a program calls only some of it */
#else
#define @_UNUSED
#endif
#define @_FUNCTION static inline @_UNUSED
)c";

constexpr const char* column = R"c(
/* What training learned of a column. A column of texts has levels, one of numbers has none. */
struct $_column {
  int feature; /* its first input of the network */
  int levels;
  int first_level; /* in $_levels */
  int indicator;   /* whether a second input marks missing cells */
  double median, mean, scale%clip;
};
)c";

std::string column_struct(bool clip) {
  const std::string mark = "%clip";
  std::string text = column;
  return text.replace(text.find(mark), mark.size(), clip ? ", clip" : "");
}

std::string class_tables(const Pipeline& pipeline) {
  std::vector<std::string> names, enumerators;
  std::set<std::string> taken;
  for (const std::string& name : pipeline.classes) {
    names.push_back(string_literal(name));
    enumerators.push_back("@_CLASS_" + unique_macro_name(name, taken));
  }
  return "\n/* The classes, in the order of the probabilities. */\nenum $_class " +
         braces(enumerators) +
         ";\n@_UNUSED static const char *const $_classes[@_OUTPUTS] = " + braces(names) + ";\n";
}

std::string column_tables(const Pipeline& pipeline) {
  std::vector<std::string> names, entries, levels;
  Index feature = 0;
  const bool clip = clips(pipeline);
  const auto exact = [](double value) { return number(value, Precision::float64); };
  for (const ColumnSchema& schema : pipeline.columns) {
    names.push_back(string_literal(schema.name));
    const double factor = schema.smooth_clip ? preprocess::smooth_clip_factor : 0.0;
    entries.push_back(fmt::format("{{{}, {}, {}, {}, {}, {}, {}{}}}", feature, schema.levels.size(),
                                  levels.size(), schema.missing_indicator ? 1 : 0,
                                  exact(schema.median), exact(schema.mean), exact(schema.scale),
                                  clip ? ", " + exact(factor) : ""));
    for (const std::string& level : schema.levels) levels.push_back(string_literal(level));
    feature += schema.kind == ColumnKind::numeric ? 1 + Index{schema.missing_indicator}
                                                  : static_cast<Index>(schema.levels.size());
  }
  std::string text =
      "\n/* The columns, in the order in which cells and numbers are given. */\n"
      "@_UNUSED static const char *const $_columns[@_COLUMNS] = " +
      braces(names) + ";\n" + column_struct(clip) +
      "static const struct $_column $_column_table[@_COLUMNS] = " + braces(entries) + ";\n";
  if (!levels.empty()) text += "static const char *const $_levels[] = " + braces(levels) + ";\n";
  return text;
}

}  // namespace

bool clips(const Pipeline& pipeline) {
  return std::any_of(pipeline.columns.begin(), pipeline.columns.end(),
                     [](const ColumnSchema& schema) { return schema.smooth_clip; });
}

std::string tables_code(const Pipeline& pipeline, const COptions& options, Index outputs,
                        std::size_t tests) {
  const bool single = options.precision == Precision::float32;
  std::string text = beginning;
  text += fmt::format(
      "\n#define @_COLUMNS {}\n#define @_FEATURES {}\n#define @_OUTPUTS {}\n#define @_TESTS {}\n\n"
      "typedef {} $_real;\n",
      pipeline.columns.size(), pipeline.features(), outputs, tests, single ? "float" : "double");
  text += single ? sums_by_choice : sums_in_double;
  if (!pipeline.classes.empty()) text += class_tables(pipeline);
  text += column_tables(pipeline);
  std::vector<std::string> missing;
  for (const std::string& token : options.na_values) {
    if (!token.empty()) missing.push_back(string_literal(token));
  }
  if (missing.empty()) missing.push_back(string_literal(""));  // no array of none in C
  return text +
         "\n/* Cells that mean \"no value\", as do the empty cell and NULL. */\n"
         "static const char *const $_missing[] = " +
         braces(missing) + ";\n";
}

}  // namespace crescent::model::c
