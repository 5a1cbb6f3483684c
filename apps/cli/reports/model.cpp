#include "reports/model.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <crescent/reference/architecture.hpp>

#include "console/console.hpp"

namespace crescent::cli {
namespace {

using preprocess::ColumnKind;
using preprocess::ColumnSchema;

constexpr std::size_t shown_entries = 8;

Json layer_json(const network::Network& network, std::size_t k) {
  const auto& layer = network.architecture().layers[k];
  const auto W = network.W(k);
  return {{"inputs", W.rows()},
          {"units", layer.units},
          {"activation", std::string(reference::name(layer.activation))},
          {"bias", layer.bias},
          {"parameters", W.size() + network.b(k).size()},
          {"smallest_weight", W.minCoeff()},
          {"largest_weight", W.maxCoeff()}};
}

Json column_json(const ColumnSchema& column) {
  if (column.kind == ColumnKind::categorical) {
    return {{"name", column.name}, {"kind", "categorical"}, {"levels", column.levels}};
  }
  return {{"name", column.name},
          {"kind", "numeric"},
          {"median", column.median},
          {"mean", column.mean},
          {"scale", column.scale},
          {"smooth_clip", column.smooth_clip},
          {"missing_indicator", column.missing_indicator}};
}

Json network_json(const network::Network& network) {
  Json layers = Json::array();
  for (std::size_t k = 0; k < network.architecture().layers.size(); ++k) {
    layers.push_back(layer_json(network, k));
  }
  return {{"shape", reference::describe(network.architecture())},
          {"output", std::string(reference::name(network.architecture().output))},
          {"parameters", network.parameters().size()},
          {"layers", std::move(layers)}};
}

Json training_json(const model::Model& model) {
  const Json record = Json::parse(model.training, nullptr, false);
  return record.is_discarded() ? Json::object() : record;
}

/// "a, b, c and 5 more".
std::string listed(const std::vector<std::string>& names) {
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < std::min(names.size(), shown_entries); ++i) {
    shown.push_back(names[i].empty() ? "(missing)" : one_line(names[i]));
  }
  std::string text = fmt::format("{}", fmt::join(shown, ", "));
  if (names.size() > shown.size()) text += fmt::format(" and {} more", names.size() - shown.size());
  return text;
}

std::string column_text(const ColumnSchema& column, std::size_t width) {
  const std::string name = fmt::format("  {:<{}}", one_line(column.name), width);
  if (column.kind == ColumnKind::categorical) {
    return fmt::format("{}  {} levels: {}\n", name, column.levels.size(), listed(column.levels));
  }
  return fmt::format("{}  (x - {:.6g}) / {:.6g}{}; missing: {:.6g}{}\n", name, column.mean,
                     column.scale, column.smooth_clip ? ", clipped smoothly" : "", column.median,
                     column.missing_indicator ? ", marked in an input of its own" : "");
}

std::string layers_text(const network::Network& network) {
  std::string text;
  for (std::size_t k = 0; k < network.architecture().layers.size(); ++k) {
    const auto& layer = network.architecture().layers[k];
    const auto W = network.W(k);
    const bool last = k + 1 == network.architecture().layers.size();
    text += fmt::format(
        "  layer {}: {} -> {} {}, {} parameters, weights {:.3g} to {:.3g}\n", k + 1, W.rows(),
        layer.units,
        last ? reference::name(network.architecture().output) : reference::name(layer.activation),
        W.size() + network.b(k).size(), W.minCoeff(), W.maxCoeff());
  }
  return text;
}

/// The numbers and texts of a record, nested ones by their path: "held_out.accuracy".
std::string record_text(const Json& record, const std::string& path = "") {
  std::string text;
  for (const auto& [key, value] : record.items()) {
    const std::string name = path.empty() ? key : path + "." + key;
    if (value.is_object()) {
      text += record_text(value, name);
    } else if (!value.is_array()) {
      text += fmt::format("  {:<44} {}\n", one_line(name),
                          one_line(value.is_string() ? value.get<std::string>() : value.dump()));
    }
  }
  return text;
}

Json value_json(const model::GraphSummary::Value& value) {
  return {{"name", value.name}, {"type", value.type}, {"shape", value.shape}};
}

std::string value_text(const char* kind, const model::GraphSummary::Value& value) {
  std::vector<std::string> dims;
  for (const auto dim : value.shape) dims.push_back(dim < 0 ? "N" : std::to_string(dim));
  return fmt::format("  {} {}: {} ({})\n", kind, one_line(value.name), value.type,
                     fmt::join(dims, ", "));
}

}  // namespace

Json model_json(const model::Model& model) {
  const auto& pipeline = model.pipeline;
  Json columns = Json::array(), skipped = Json::array();
  for (const ColumnSchema& column : pipeline.columns) columns.push_back(column_json(column));
  for (const auto& column : pipeline.skipped) {
    skipped.push_back({{"name", column.name}, {"reason", column.reason}});
  }
  Json json = {{"task", std::string(preprocess::name(pipeline.task()))},
               {"target", pipeline.target},
               {"classes", pipeline.classes},
               {"network", network_json(model.network)},
               {"columns", std::move(columns)},
               {"skipped_columns", std::move(skipped)},
               {"training", training_json(model)}};
  if (!pipeline.id_column.empty()) json["id_column"] = pipeline.id_column;
  return json;
}

std::string model_text(const model::Model& model) {
  const auto& pipeline = model.pipeline;
  std::string text =
      pipeline.classes.empty()
          ? fmt::format("predicts the quantity '{}'\n", one_line(pipeline.target))
          : fmt::format("predicts '{}', one of {} classes: {}\n", one_line(pipeline.target),
                        pipeline.classes.size(), listed(pipeline.classes));
  text += fmt::format("\nnetwork: {} ({} parameters)\n",
                      reference::describe(model.network.architecture()),
                      model.network.parameters().size());
  text += layers_text(model.network);
  std::size_t width = 0;
  for (const auto& column : pipeline.columns) width = std::max(width, column.name.size());
  text += fmt::format("\n{} columns, {} inputs of the network:\n", pipeline.columns.size(),
                      pipeline.features());
  for (const auto& column : pipeline.columns)
    text += column_text(column, std::min<std::size_t>(width, 40));
  if (!pipeline.skipped.empty()) text += "\ncolumns that are not used:\n";
  for (const auto& column : pipeline.skipped) {
    text += fmt::format("  {}: {}\n", one_line(column.name), one_line(column.reason));
  }
  const std::string record = record_text(training_json(model));
  if (!record.empty()) text += "\ntraining:\n" + record;
  return text;
}

Json graph_json(const model::GraphSummary& graph) {
  Json inputs = Json::array(), outputs = Json::array(), opsets = Json::object();
  for (const auto& value : graph.inputs) inputs.push_back(value_json(value));
  for (const auto& value : graph.outputs) outputs.push_back(value_json(value));
  for (const auto& [domain, version] : graph.opsets) {
    opsets[domain.empty() ? "ai.onnx" : domain] = version;
  }
  return {{"producer", graph.producer},
          {"opsets", std::move(opsets)},
          {"inputs", std::move(inputs)},
          {"outputs", std::move(outputs)},
          {"operators", graph.operators},
          {"constants", graph.constants},
          {"constant_values", graph.constant_values},
          {"metadata", graph.metadata}};
}

std::string graph_text(const model::GraphSummary& graph, std::size_t bytes) {
  std::string text =
      fmt::format("file: {} bytes of ONNX by {}\n", bytes,
                  graph.producer.empty() ? "an unnamed program" : one_line(graph.producer));
  for (const auto& [domain, version] : graph.opsets) {
    text += fmt::format("  opset {} {}\n", domain.empty() ? "ai.onnx" : one_line(domain), version);
  }
  for (const auto& value : graph.inputs) text += value_text("input", value);
  for (const auto& value : graph.outputs) text += value_text("output", value);
  std::vector<std::string> operators;
  for (const auto& [name, count] : graph.operators) {
    operators.push_back(count == 1 ? one_line(name) : fmt::format("{} {}", count, one_line(name)));
  }
  text += fmt::format("  operators: {}\n", fmt::join(operators, ", "));
  return text +
         fmt::format("  constants: {} with {} entries\n", graph.constants, graph.constant_values);
}

}  // namespace crescent::cli
