#include "json.hpp"

#include <crescent/base/version.hpp>
#include <crescent/network/network.hpp>

namespace crescent::playground {

Json rows_of(const Matrix<double>& matrix) {
  Json rows = Json::array();
  for (Index i = 0; i < matrix.rows(); ++i) rows.push_back(list_of(matrix.row(i)));
  return rows;
}

Json list_of(const RowVector<double>& values) {
  Json list = Json::array();
  for (Index i = 0; i < values.size(); ++i) list.push_back(values(i));
  return list;
}

Json choices_json() {
  Json all;
  all["version"] = version();
  all["datasets"] = Json::array();
  for (const DatasetInfo& info : dataset_infos()) {
    all["datasets"].push_back(
        {{"name", info.name},
         {"task", preprocess::name(info.task)},
         {"noise", {{"min", 0}, {"max", info.noise_max}, {"default", info.noise_default}}},
         {"classes", {{"min", info.classes_min}, {"max", info.classes_max}}}});
  }
  all["features"] = Json::array();
  for (const Feature& feature : features()) {
    all["features"].push_back({{"name", feature.name}, {"formula", feature.formula}});
  }
  all["activations"] = reference::activation_names();
  all["solvers"] = solvers::solver_names();
  all["schedules"] = {"constant", "invscaling", "step", "cosine"};
  all["initialisations"] = network::initialisation_names();
  all["regressions"] = reference::regression_names();
  all["limits"] = {{"layers", Limits::layers},
                   {"units", Limits::units},
                   {"samples", Limits::samples},
                   {"classes", Limits::classes}};
  all["defaults"] = to_json(Settings());
  all["tutorial"] = to_json(tutorial_settings());
  return all;
}

Json configured_json(const Session& session, Change change) {
  const auto& architecture = session.network().architecture();
  Json all;
  all["settings"] = to_json(session.settings());
  all["task"] = preprocess::name(session.points(Part::train).task);
  all["data_changed"] = change.data;
  all["network_changed"] = change.network;
  all["model"] = session.model_name().empty() ? Json() : Json(session.model_name());
  all["inputs"] = session.inputs().names();
  all["layers"] = Json::array();
  for (const auto& layer : architecture.layers) {
    all["layers"].push_back(
        {{"units", layer.units}, {"activation", reference::name(layer.activation)}});
  }
  all["classes"] = session.points(Part::train).classes;
  all["blocks"] = Json::array();
  for (const auto& block : reference::parameter_blocks(architecture)) {
    all["blocks"].push_back({{"name", block.name},
                             {"layer", block.layer},
                             {"is_weight", block.role == reference::Role::weight},
                             {"rows", block.rows},
                             {"cols", block.cols},
                             {"offset", block.offset}});
  }
  all["parameters"] = reference::parameter_count(architecture);
  all["maps"] = Json::array();
  for (const MapInfo& info : map_infos(session)) {
    constexpr const char* kinds[] = {"input", "hidden", "output"};
    all["maps"].push_back({{"kind", kinds[static_cast<int>(info.kind)]},
                           {"layer", info.layer},
                           {"unit", info.unit},
                           {"name", info.name}});
  }
  const Domain& domain = session.domain();
  all["domain"] = {{"x", {domain.x_low, domain.x_high}},
                   {"y", {domain.y_low, domain.y_high}},
                   {"columns", {domain.x_name, domain.y_name}}};
  all["notes"] = session.notes();
  return all;
}

Json units_json(const std::vector<UnitDiagnosis>& units) {
  Json list = Json::array();
  for (const UnitDiagnosis& unit : units) {
    list.push_back({{"layer", unit.layer},
                    {"unit", unit.unit},
                    {"state", unit.state},
                    {"active", unit.active},
                    {"mean", unit.mean},
                    {"deviation", unit.deviation},
                    {"message", unit.message}});
  }
  return list;
}

void put_space(Answer& answer, const std::vector<std::string>& path, const Space& space) {
  const auto at = [&](const char* name) {
    std::vector<std::string> place = path;
    place.emplace_back(name);
    return place;
  };
  answer.put(at("train"), space.train);
  answer.put(at("test"), space.test);
  answer.put(at("grid"), space.grid);
}

Json trace_json(const Trace& trace, const Session& session) {
  Json all = {{"rows", trace.rows},
              {"x", list_of(trace.x)},
              {"y", trace.y},
              {"p", list_of(trace.p)},
              {"loss", trace.loss},
              {"batch_loss", trace.batch_loss},
              {"loss_after", trace.loss_after},
              {"batch_loss_after", trace.batch_loss_after},
              {"learning_rate", trace.learning_rate},
              {"reduction", session.settings().reduction},
              {"solver", trace.solver},
              {"layers", Json::array()}};
  for (const TraceLayer& layer : trace.layers) {
    Json memory = Json::array();
    for (const auto& buffer : layer.memory) {
      memory.push_back({{"name", buffer.name},
                        {"W_before", rows_of(buffer.W_before)},
                        {"W_after", rows_of(buffer.W_after)},
                        {"b_before", list_of(buffer.b_before)},
                        {"b_after", list_of(buffer.b_after)}});
    }
    all["layers"].push_back({{"activation", reference::name(layer.activation)},
                             {"W", rows_of(layer.W)},
                             {"b", list_of(layer.b)},
                             {"z", list_of(layer.z)},
                             {"a", list_of(layer.a)},
                             {"slope", list_of(layer.slope)},
                             {"delta", list_of(layer.delta)},
                             {"dW_example", rows_of(layer.dW_example)},
                             {"dW", rows_of(layer.dW)},
                             {"db", list_of(layer.db)},
                             {"W_after", rows_of(layer.W_after)},
                             {"b_after", list_of(layer.b_after)},
                             {"memory", std::move(memory)}});
  }
  return all;
}

Json chain_json(const Chain& chain) {
  Json links = Json::array();
  for (const ChainLink& link : chain.links) {
    Json terms = Json::array();
    for (const ChainTerm& term : link.terms) {
      terms.push_back({{"unit", term.unit},
                       {"weight", term.weight},
                       {"delta", term.delta},
                       {"product", term.product}});
    }
    links.push_back({{"layer", link.layer},
                     {"unit", link.unit},
                     {"terms", std::move(terms)},
                     {"da", link.da},
                     {"slope", link.slope},
                     {"delta", link.delta},
                     {"p", link.p ? Json(*link.p) : Json()},
                     {"target", link.target ? Json(*link.target) : Json()}});
  }
  return {{"parameter",
           {{"index", chain.index},
            {"name", chain.name},
            {"layer", chain.layer},
            {"from", chain.from ? Json(*chain.from) : Json()},
            {"to", chain.to},
            {"value", chain.value}}},
          {"links", std::move(links)},
          {"a_below", chain.a_below},
          {"delta", chain.delta},
          {"gradient", chain.gradient},
          {"numeric", chain.numeric}};
}

Json table_json(const TableInfo& info) {
  Json columns = Json::array();
  for (const ColumnInfo& column : info.columns) {
    const bool has_range = column.numeric && column.distinct > 0;
    columns.push_back({{"name", column.name},
                       {"numeric", column.numeric},
                       {"missing", column.missing},
                       {"distinct", column.distinct},
                       {"min", has_range ? Json(column.low) : Json()},
                       {"max", has_range ? Json(column.high) : Json()}});
  }
  return {{"name", info.name},
          {"rows", info.rows},
          {"columns", std::move(columns)},
          {"suggested",
           {{"x", info.x}, {"target", info.target}, {"task", preprocess::name(info.task)}}}};
}

}  // namespace crescent::playground
