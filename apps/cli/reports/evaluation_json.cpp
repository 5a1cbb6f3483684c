#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "reports/evaluation.hpp"

namespace crescent::cli {
namespace {

using metrics::Estimate;

Json interval_json(const Estimate& estimate) {
  return std::isfinite(estimate.low) ? Json{estimate.low, estimate.high} : Json();
}

/// "accuracy": 0.98, … and "intervals": {"accuracy": [0.93, 0.99], …}
void add_metrics(Json& json, const metrics::Report& report) {
  Json intervals;
  for (const auto& [metric, estimate] : report.metrics) {
    const std::string name(metrics::name(metric));
    json[name] = estimate.value;
    intervals[name] = interval_json(estimate);
  }
  json["intervals"] = intervals;
}

/// Whole numbers where no row has a weight.
Json counts_json(const Matrix<double>& counts) {
  const bool whole = counts.array().floor().isApprox(counts.array(), 0);
  return whole ? matrix_json(counts.cast<long>().eval()) : matrix_json(counts);
}

Json classes_json(const metrics::Report& report, const std::vector<std::string>& classes) {
  Json list = Json::array();
  for (std::size_t k = 0; k < classes.size(); ++k) {
    const auto& one = report.classes[k];
    list.push_back({{"class", classes[k]},
                    {"support", one.support},
                    {"precision", one.precision.value},
                    {"recall", one.recall.value},
                    {"f1", one.f1.value},
                    {"intervals",
                     {{"precision", interval_json(one.precision)},
                      {"recall", interval_json(one.recall)},
                      {"f1", interval_json(one.f1)}}}});
  }
  return list;
}

void add_comparisons(Json& list, const std::string& with,
                     const std::vector<metrics::Comparison>& comparisons) {
  for (const auto& one : comparisons) {
    list.push_back({{"with", with},
                    {"metric", metrics::name(one.metric)},
                    {"difference", one.difference.value},
                    {"interval", {one.difference.interval.low, one.difference.interval.high}},
                    {"p_value", one.difference.p_value},
                    {"network_is_better", one.first_is_better()},
                    {"real", one.is_real()}});
  }
}

}  // namespace

Json to_json(const model::Evaluation& evaluation, const Names& names) {
  const metrics::Report& network = evaluation.network.report;
  Json json;
  json["rows"] = evaluation.rows();
  add_metrics(json, network);
  if (!names.classes.empty()) {
    json["confusion_matrix"] = counts_json(network.confusion_matrix);
    json["classes"] = names.classes;
    json["by_class"] = classes_json(network, names.classes);
  }
  for (const auto* baseline : {&evaluation.constant, &evaluation.linear}) {
    Json entry = Json::object();
    add_metrics(entry, baseline->report);
    json["baselines"][baseline->name] = std::move(entry);
  }
  json["comparisons"] = Json::array();
  add_comparisons(json["comparisons"], evaluation.linear.name, evaluation.against_linear);
  add_comparisons(json["comparisons"], evaluation.constant.name, evaluation.against_constant);
  json["verdict"] = fmt::format("{}", fmt::join(verdict(evaluation, names), " "));
  return json;
}

Json to_json(const model::Evaluation& evaluation, const model::Model& model) {
  Json json = to_json(evaluation, names_of(model));
  if (model.pipeline.classes.empty()) {
    json["baselines"]["mean"]["value"] = model.baselines->mean;
    return json;
  }
  const auto majority = static_cast<std::size_t>(model.baselines->majority());
  // As they stand in the file, line breaks included.
  json["classes"] = model.pipeline.classes;
  for (std::size_t k = 0; k < model.pipeline.classes.size(); ++k) {
    json["by_class"][k]["class"] = model.pipeline.classes[k];
  }
  json["baselines"]["majority"]["class"] = model.pipeline.classes[majority];
  json["baselines"]["logistic_regression"]["C"] = model.baselines->logistic_regression.C;
  return json;
}

Json to_json(const model::Importance& importance) {
  Json columns = Json::array();
  for (const auto& column : importance.columns) {
    columns.push_back({{"column", column.column},
                       {"mean", column.mean},
                       {"standard_deviation", column.standard_deviation}});
  }
  return {{"metric", metrics::name(importance.metric)},
          {"rows", importance.rows},
          {"repeats", importance.repeats},
          {"columns", columns}};
}

}  // namespace crescent::cli
