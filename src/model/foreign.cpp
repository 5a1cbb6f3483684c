#include "foreign.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "data/utf8.hpp"
#include "network_from_onnx.hpp"

namespace crescent::model {
namespace {

using onnx::Attribute;
using onnx::DataType;
using onnx::Node;
using onnx::Tensor;
using onnx::Value;
using reference::Output;

/// What stands between the raw columns and the network: x -> (x - mean) / scale, column by column,
/// a missing cell filled first. A list of one number stands for all columns.
class Scaling {
 public:
  explicit Scaling(const GraphReader& reader) : reader_(reader) {}

  /// Whether `node` is a part of it, read if so; its input is the tensor so far.
  bool read(const Node& node) {
    const std::string& op = node.op_type;
    for (const char* name : {"Cast", "Identity", "Flatten", "Reshape", "Dropout"}) {
      if (op == name) return true;
    }
    if (op == "Scaler") {
      subtract(attribute(node, "offset", 0));
      divide(inverse(attribute(node, "scale", 1)));
      return true;
    }
    if (op == "Imputer") {
      fill_ = attribute(node, "imputed_value_floats", 0);
      return true;
    }
    const Tensor* constant =
        node.inputs.size() == 2 ? reader_.find_constant(node.inputs[1]) : nullptr;
    if (!constant || constant->doubles.empty()) return false;
    std::vector<double> values = constant->doubles;
    if (op == "Div") return divide(values), true;
    if (op == "Mul") return divide(inverse(values)), true;
    if (op == "Add") {
      for (double& value : values) value = -value;
    } else if (op != "Sub") {
      return false;
    }
    return subtract(values), true;
  }

  void put(std::vector<preprocess::ColumnSchema>& columns) const {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      columns[c].mean = at(mean_, c, columns.size());
      columns[c].scale = at(scale_, c, columns.size());
      columns[c].median = fill_.empty() ? columns[c].mean : at(fill_, c, columns.size());
      const bool usable = columns[c].scale > 0 && std::isfinite(columns[c].scale) &&
                          std::isfinite(columns[c].mean) && std::isfinite(columns[c].median);
      if (!usable) reader_.fail(fmt::format("the scale of column {} is not above 0", c));
    }
  }

 private:
  std::vector<double> attribute(const Node& node, const char* name, double otherwise) const {
    const Attribute* found = find_attribute(node, name);
    if (!found || found->numbers.empty()) return {otherwise};
    return found->numbers;
  }
  static std::vector<double> inverse(std::vector<double> values) {
    for (double& value : values) value = 1 / value;
    return values;
  }
  static double at(const std::vector<double>& values, std::size_t c) {
    return values[values.size() == 1 ? 0 : c];
  }
  double at(const std::vector<double>& values, std::size_t c, std::size_t columns) const {
    if (values.size() != 1 && values.size() != columns) {
      reader_.fail(fmt::format("its scaler is for {} columns, its network takes {}", values.size(),
                               columns));
    }
    return at(values, c);
  }
  /// Both lists of one length, from now on.
  void widen(std::size_t count) {
    for (auto* list : {&mean_, &scale_}) {
      if (list->size() == 1) list->resize(count, list->front());
      if (list->size() != count && count != 1) reader_.fail("the parts of its scaler do not fit");
    }
  }
  void subtract(const std::vector<double>& values) {
    widen(values.size());
    for (std::size_t c = 0; c < mean_.size(); ++c) mean_[c] += at(values, c) * scale_[c];
  }
  void divide(const std::vector<double>& values) {
    widen(values.size());
    for (std::size_t c = 0; c < scale_.size(); ++c) scale_[c] *= at(values, c);
  }

  const GraphReader& reader_;
  std::vector<double> mean_ = {0}, scale_ = {1}, fill_ = {};
};

/// The inputs that a caller gives: constants may be listed as inputs too.
std::vector<const Value*> graph_inputs(const GraphReader& reader) {
  std::vector<const Value*> inputs;
  for (const Value& value : reader.graph().inputs) {
    if (reader.find_constant(value.name)) continue;
    if (value.type == DataType::string) {
      reader.fail(fmt::format("its input '{}' is text", value.name));
    }
    if (data::find_not_utf8(value.name) != std::string_view::npos)
      reader.fail("the name of an input is not UTF-8");
    inputs.push_back(&value);
  }
  if (inputs.empty()) reader.fail("it has no input");
  return inputs;
}

/// The tensor of all columns: the one input, or the inputs of one column each side by side, whose
/// names `columns` receives.
std::string table_tensor(const GraphReader& reader, const std::vector<const Value*>& inputs,
                         std::vector<std::string>& columns) {
  if (inputs.size() == 1) return inputs[0]->name;
  for (const Node& node : reader.graph().nodes) {
    if (node.op_type != "Concat" || node.inputs.size() != inputs.size()) continue;
    for (const std::string& name : node.inputs) {
      const bool is_input = std::any_of(inputs.begin(), inputs.end(), [&](const Value* value) {
        return value->name == name && !value->dims.empty() && value->dims.back() == 1;
      });
      if (!is_input) reader.fail("its inputs are not one column each");
      columns.push_back(name);
    }
    return node.outputs[0];
  }
  reader.fail(fmt::format("its {} inputs do not become one table", inputs.size()));
}

std::vector<std::string> texts(const std::vector<std::int64_t>& values) {
  std::vector<std::string> list;
  for (const auto value : values) list.push_back(std::to_string(value));
  return list;
}

/// The class labels, where the file has them.
std::vector<std::string> read_classes(const GraphReader& reader) {
  for (const Node& node : reader.graph().nodes) {
    for (const char* name :
         {"classlabels_int64s", "classlabels_strings", "values_int64s", "values_strings"}) {
      const Attribute* found = find_attribute(node, name);
      if (!found || (node.op_type != "ZipMap" && node.op_type != "LabelEncoder")) continue;
      return found->strings.empty() ? texts(found->integers) : found->strings;
    }
    if (node.op_type != "ArrayFeatureExtractor" || node.inputs.empty()) continue;
    const Tensor* labels = reader.find_constant(node.inputs[0]);
    if (labels && !labels->strings.empty()) return labels->strings;
    if (labels && !labels->int64s.empty()) return texts(labels->int64s);
  }
  return {};
}

/// Labels for as many classes as the network has.
std::vector<std::string> class_names(const GraphReader& reader, int count) {
  std::vector<std::string> classes = read_classes(reader);
  if (classes.empty()) {
    for (int k = 0; k < count; ++k) classes.push_back(std::to_string(k));
  }
  if (classes.size() != static_cast<std::size_t>(count)) {
    reader.fail(fmt::format("it has {} class labels and {} outputs", classes.size(), count));
  }
  return classes;
}

}  // namespace

Model read_foreign(const GraphReader& reader) {
  const auto inputs = graph_inputs(reader);
  std::vector<std::string> names;
  std::string table = table_tensor(reader, inputs, names);
  Scaling scaling(reader);
  for (const Node& node : reader.graph().nodes) {
    if (node.inputs.empty() || node.inputs[0] != table) continue;
    if (!scaling.read(node)) break;
    table = node.outputs[0];
  }
  network::Network network = read_network(reader, table, -1);
  const Index width = network.architecture().inputs;
  if (!names.empty() && static_cast<Index>(names.size()) != width)
    reader.fail("its inputs and its first layer differ in number");
  preprocess::Pipeline pipeline{.columns = {}, .target = "target", .classes = {}, .skipped = {}};
  for (Index c = 0; c < width; ++c) {
    preprocess::ColumnSchema column;
    column.name = names.empty() ? fmt::format("input_{}", c) : names[static_cast<std::size_t>(c)];
    pipeline.columns.push_back(std::move(column));
  }
  scaling.put(pipeline.columns);
  if (network.architecture().output != Output::identity)
    pipeline.classes = class_names(reader, network.architecture().classes());
  const bool named = !names.empty();
  return {
      .pipeline = std::move(pipeline), .network = std::move(network), .unnamed_columns = !named};
}

}  // namespace crescent::model
