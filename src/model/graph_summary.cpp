#include <set>

#include <fmt/format.h>

#include <crescent/model/graph_summary.hpp>

#include "onnx/graph.hpp"

namespace crescent::model {
namespace {

using onnx::DataType;

std::string type_name(DataType type) {
  switch (type) {
    case DataType::float32:
      return "float32";
    case DataType::int32:
      return "int32";
    case DataType::int64:
      return "int64";
    case DataType::string:
      return "string";
    case DataType::boolean:
      return "bool";
    case DataType::float64:
      return "float64";
    case DataType::none:
      break;
  }
  return fmt::format("type {}", static_cast<std::int32_t>(type));
}

GraphSummary::Value summarise(const onnx::Value& value) {
  return {value.name, type_name(value.type), value.dims};
}

}  // namespace

GraphSummary summarise_onnx(const std::string& bytes, const std::string& source) {
  const onnx::Graph graph = onnx::decode(bytes, source);
  GraphSummary summary;
  summary.producer = graph.producer;
  summary.opsets = graph.opsets;
  std::set<std::string> constants;
  for (const onnx::Tensor& tensor : graph.initializers) {
    constants.insert(tensor.name);
    summary.constant_values += tensor.doubles.size() + tensor.int64s.size() + tensor.strings.size();
  }
  summary.constants = graph.initializers.size();
  for (const onnx::Value& value : graph.inputs) {
    if (!constants.contains(value.name)) summary.inputs.push_back(summarise(value));
  }
  for (const onnx::Value& value : graph.outputs) summary.outputs.push_back(summarise(value));
  for (const onnx::Node& node : graph.nodes) ++summary.operators[node.op_type];
  for (const auto& [key, value] : graph.metadata) summary.metadata.push_back(key);
  return summary;
}

}  // namespace crescent::model
