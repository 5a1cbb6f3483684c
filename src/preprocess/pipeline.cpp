#include <crescent/preprocess/pipeline.hpp>

namespace crescent::preprocess {

Index ColumnSchema::features() const {
  return kind == ColumnKind::numeric ? 1 + Index{missing_indicator}
                                     : static_cast<Index>(levels.size());
}

Index Pipeline::features() const {
  Index count = 0;
  for (const ColumnSchema& column : columns) count += column.features();
  return count;
}

std::vector<std::string> Pipeline::feature_names() const {
  std::vector<std::string> names;
  for (const ColumnSchema& column : columns) {
    if (column.kind == ColumnKind::numeric) {
      names.push_back(column.name);
      if (column.missing_indicator) names.push_back(column.name + " is missing");
    }
    for (const std::string& level : column.levels)
      names.push_back(column.name + (level.empty() ? " is missing" : "=" + level));
  }
  return names;
}

}  // namespace crescent::preprocess
