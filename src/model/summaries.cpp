#include "summaries.hpp"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

namespace crescent::model {
namespace {

bool are_counts(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(),
                     [](double v) { return std::isfinite(v) && v >= 0; });
}

bool fits(const ColumnSummary& summary, const preprocess::ColumnSchema& schema) {
  if (!are_counts({summary.rows, summary.missing}) || !are_counts(summary.counts)) return false;
  const bool numeric = schema.kind == preprocess::ColumnKind::numeric;
  if (summary.counts.size() != (numeric ? 0 : schema.levels.size())) return false;
  const auto& quantiles = summary.quantiles;
  return quantiles.size() == (numeric && summary.rows > 0 ? summary_steps + 1 : 0) &&
         std::all_of(quantiles.begin(), quantiles.end(),
                     [](double v) { return std::isfinite(v); }) &&
         std::is_sorted(quantiles.begin(), quantiles.end());
}

}  // namespace

std::string summaries_json(const std::vector<ColumnSummary>& summaries) {
  nlohmann::json list = nlohmann::json::array();
  for (const ColumnSummary& summary : summaries) {
    nlohmann::json entry = {{"rows", summary.rows}, {"missing", summary.missing}};
    if (!summary.quantiles.empty()) entry["quantiles"] = summary.quantiles;
    if (!summary.counts.empty()) entry["counts"] = summary.counts;
    list.push_back(std::move(entry));
  }
  return nlohmann::json{{"columns", std::move(list)}}.dump();
}

std::optional<std::vector<ColumnSummary>> parse_summaries(const std::string& text,
                                                          const preprocess::Pipeline& pipeline) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return {};
  const auto list = json.value("columns", nlohmann::json());
  if (!list.is_array() || list.size() != pipeline.columns.size()) return {};
  std::vector<ColumnSummary> summaries;
  try {
    for (const auto& entry : list) {
      summaries.push_back({.rows = entry.at("rows").get<double>(),
                           .missing = entry.at("missing").get<double>(),
                           .quantiles = entry.value("quantiles", std::vector<double>()),
                           .counts = entry.value("counts", std::vector<double>())});
      if (!fits(summaries.back(), pipeline.columns[summaries.size() - 1])) return {};
    }
  } catch (const nlohmann::json::exception&) {
    return {};
  }
  return summaries;
}

}  // namespace crescent::model
