#include <algorithm>

#include <fmt/format.h>

#include "reports/evaluation.hpp"

namespace crescent::cli {

Json to_json(const std::vector<model::ColumnDrift>& drifts) {
  Json columns = Json::array();
  for (const auto& one : drifts) {
    columns.push_back({{"column", one.column},
                       {"moved", one.moved},
                       {"psi", one.psi},
                       {"test", one.test},
                       {"statistic", one.statistic},
                       {"p_value", one.p_value},
                       {"words", one.words}});
  }
  return columns;
}

std::string to_text(const std::vector<model::ColumnDrift>& drifts) {
  const auto moved =
      std::count_if(drifts.begin(), drifts.end(), [](const auto& one) { return one.moved; });
  if (moved == 0) {
    return fmt::format("None of the {} columns has moved since training.\n", drifts.size());
  }
  std::string text =
      fmt::format("{} of {} columns have moved since training:\n", moved, drifts.size());
  for (const auto& one : drifts) {
    if (!one.moved) continue;
    text += fmt::format("  {}: {} (PSI {:.2f}{})\n", one_line(one.column), one_line(one.words),
                        one.psi, one.psi >= 0.25 ? ", large" : "");
  }
  return text;
}

}  // namespace crescent::cli
