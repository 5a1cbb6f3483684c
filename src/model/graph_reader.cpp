#include "graph_reader.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <crescent/base/error.hpp>

namespace crescent::model {

GraphReader::GraphReader(const onnx::Graph& graph, std::string source, std::size_t bytes)
    : graph_(graph), source_(std::move(source)), bytes_(bytes) {
  for (const onnx::Tensor& tensor : graph.initializers) constants_[tensor.name] = &tensor;
  for (const onnx::Node& node : graph.nodes) {
    const auto constant = node.inputs.empty() ? constants_.end() : constants_.find(node.inputs[0]);
    const bool renames = node.op_type == "Identity" || node.op_type == "Cast";
    if (renames && constant != constants_.end()) constants_[node.outputs[0]] = constant->second;
    if (node.op_type != "Constant") continue;
    const onnx::Attribute* value = find_attribute(node, "value");
    if (value && !value->tensors.empty()) constants_[node.outputs[0]] = value->tensors.data();
  }
}

void GraphReader::fail(const std::string& what) const {
  throw Error(ErrorCode::parse,
              fmt::format("is not a model that Crescent can read: {}; it reads what 'crescent "
                          "train' wrote, and dense networks of scikit-learn (by skl2onnx) and "
                          "PyTorch",
                          what),
              {.file = source_});
}

const std::string& GraphReader::metadata(const std::string& key) const {
  const auto found = graph_.metadata.find(key);
  if (found == graph_.metadata.end()) fail(fmt::format("it has no '{}' in its metadata", key));
  return found->second;
}

const onnx::Tensor* GraphReader::find_constant(const std::string& name) const {
  const auto found = constants_.find(name);
  return found == constants_.end() ? nullptr : found->second;
}

const std::vector<double>& GraphReader::doubles(const std::string& name, std::size_t count) const {
  const onnx::Tensor* tensor = find_constant(name);
  if (!tensor) fail(fmt::format("its constant '{}' is missing", name));
  const auto& values = tensor->doubles;
  if (values.size() != count)
    fail(fmt::format("'{}' holds {} numbers, not {}", name, values.size(), count));
  if (!std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); })) {
    fail(fmt::format("'{}' holds a number that is not finite", name));
  }
  return values;
}

const std::vector<std::string>& GraphReader::strings(const std::string& output,
                                                     const std::string& attribute) const {
  for (const onnx::Node& node : graph_.nodes) {
    if (node.outputs[0] != output) continue;
    if (const onnx::Attribute* entry = find_attribute(node, attribute)) return entry->strings;
  }
  fail(fmt::format("the attribute '{}' of '{}' is missing", attribute, output));
}

const onnx::Attribute* find_attribute(const onnx::Node& node, const std::string& name) {
  for (const onnx::Attribute& entry : node.attributes) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

}  // namespace crescent::model
