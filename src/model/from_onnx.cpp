#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <crescent/base/error.hpp>
#include <crescent/model/model.hpp>

#include "names.hpp"
#include "onnx/graph.hpp"
#include "summaries.hpp"

namespace crescent::model {
namespace {

using onnx::Attribute;
using onnx::Graph;
using onnx::Node;
using onnx::Tensor;
using preprocess::ColumnKind;
using preprocess::ColumnSchema;
using preprocess::Pipeline;
using reference::Activation;
using reference::Architecture;
using reference::Output;

/// Looks things up in a graph and refuses what is not as Crescent writes it.
class Reader {
 public:
  Reader(const Graph& graph, std::string source) : graph_(graph), source_(std::move(source)) {}

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(
        ErrorCode::parse,
        fmt::format("is not a model that Crescent can read: {}; models come from 'crescent train'",
                    what),
        {.file = source_});
  }

  bool has_metadata(const std::string& key) const { return graph_.metadata.contains(key); }
  const std::string& metadata(const std::string& key) const {
    const auto found = graph_.metadata.find(key);
    if (found == graph_.metadata.end()) fail(fmt::format("it has no '{}' in its metadata", key));
    return found->second;
  }
  const Tensor& tensor(const std::string& name) const {
    for (const Tensor& tensor : graph_.initializers) {
      if (tensor.name == name) return tensor;
    }
    fail(fmt::format("its constant '{}' is missing", name));
  }
  /// The values of a constant of `count` finite doubles.
  const std::vector<double>& doubles(const std::string& name, std::size_t count) const {
    const auto& values = tensor(name).doubles;
    if (values.size() != count)
      fail(fmt::format("'{}' holds {} numbers, not {}", name, values.size(), count));
    if (!std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); })) {
      fail(fmt::format("'{}' holds a number that is not finite", name));
    }
    return values;
  }
  /// The first node that reads `tensor`.
  const Node& consumer(const std::string& tensor) const {
    for (const Node& node : graph_.nodes) {
      if (std::find(node.inputs.begin(), node.inputs.end(), tensor) != node.inputs.end())
        return node;
    }
    fail(fmt::format("nothing reads '{}'", tensor));
  }
  const std::vector<std::string>& strings(const std::string& output,
                                          const std::string& attribute) const {
    for (const Node& node : graph_.nodes) {
      if (node.outputs.empty() || node.outputs[0] != output) continue;
      for (const Attribute& entry : node.attributes) {
        if (entry.name == attribute) return entry.strings;
      }
    }
    fail(fmt::format("the attribute '{}' of '{}' is missing", attribute, output));
  }

 private:
  const Graph& graph_;
  std::string source_;
};

Pipeline read_pipeline(const Reader& reader) {
  const auto schema = nlohmann::json::parse(reader.metadata(names::schema));
  if (schema.at("format").get<int>() != 1) reader.fail("it was written by a newer version");
  Pipeline pipeline;
  pipeline.target = schema.at("target").get<std::string>();
  pipeline.id_column = schema.value("id_column", "");
  pipeline.classes = reader.strings(names::label, "values_strings");
  for (const auto& entry : schema.at("skipped")) {
    pipeline.skipped.push_back(
        {entry.at("name").get<std::string>(), entry.at("reason").get<std::string>()});
  }
  std::vector<std::size_t> numeric;
  for (const auto& entry : schema.at("columns")) {
    ColumnSchema column;
    column.name = entry.at("name").get<std::string>();
    const auto kind = entry.at("kind").get<std::string>();
    if (kind == "numeric") {
      column.missing_indicator = entry.at("missing_indicator").get<bool>();
      column.smooth_clip = entry.value("smooth_clip", false);
      numeric.push_back(pipeline.columns.size());
    } else if (kind == "categorical") {
      column.kind = ColumnKind::categorical;
      column.levels =
          reader.strings(names::one_hot + std::to_string(pipeline.columns.size()), "cats_strings");
      if (column.levels.empty()) reader.fail(fmt::format("column '{}' has no levels", column.name));
    } else {
      reader.fail(fmt::format("column '{}' is of kind '{}'", column.name, kind));
    }
    pipeline.columns.push_back(std::move(column));
  }
  if (numeric.empty()) return pipeline;
  const auto& medians = reader.doubles(names::medians, numeric.size());
  const auto& means = reader.doubles(names::means, numeric.size());
  const auto& scales = reader.doubles(names::scales, numeric.size());
  for (std::size_t i = 0; i < numeric.size(); ++i) {
    ColumnSchema& column = pipeline.columns[numeric[i]];
    column.median = medians[i];
    column.mean = means[i];
    column.scale = scales[i];
    if (!(column.scale > 0))
      reader.fail(fmt::format("the scale of '{}' is not above 0", column.name));
  }
  return pipeline;
}

Activation activation_of(const Reader& reader, const std::string& op_type) {
  if (op_type == "Tanh") return Activation::tanh;
  if (op_type == "Sigmoid") return Activation::sigmoid;
  if (op_type == "Relu") return Activation::relu;
  if (op_type == "Identity") return Activation::identity;
  reader.fail(fmt::format("its network has an operator '{}'", op_type));
}

/// A dense layer's constants.
struct Dense {
  const Tensor* W = nullptr;
  const Tensor* b = nullptr;  ///< none without bias
};

/// Follows the graph from the features to the probabilities, layer by layer.
Architecture read_layers(const Reader& reader, Index features, std::vector<Dense>& dense) {
  Architecture architecture{.inputs = features, .layers = {}, .output = Output::softmax};
  std::string a = names::features;
  Index width = features;
  while (true) {
    const Node& product = reader.consumer(a);
    if (product.op_type == "Softmax" || product.op_type == "Neg") {
      if (product.op_type == "Neg") architecture.output = Output::sigmoid;
      return architecture;
    }
    const bool bias = product.op_type == "Gemm";
    if (!bias && product.op_type != "MatMul")
      reader.fail(fmt::format("'{}' follows '{}'", product.op_type, a));
    if (product.inputs.size() != (bias ? 3U : 2U) || product.outputs.size() != 1)
      reader.fail("a layer is damaged");
    Dense layer{&reader.tensor(product.inputs[1]), nullptr};
    if (layer.W->dims.size() != 2 || layer.W->dims[0] != width)
      reader.fail("the layers do not fit together");
    width = layer.W->dims[1];
    if (bias) layer.b = &reader.tensor(product.inputs[2]);
    dense.push_back(layer);
    architecture.layers.push_back(
        {.units = width, .activation = Activation::identity, .bias = bias});
    if (dense.size() > 1000) reader.fail("it has more than 1000 layers, or a cycle");
    a = product.outputs[0];
    const Node& next = reader.consumer(a);
    if (next.op_type == "Softmax" || next.op_type == "Neg") continue;
    architecture.layers.back().activation = activation_of(reader, next.op_type);
    if (next.outputs.size() != 1) reader.fail("a layer is damaged");
    a = next.outputs[0];
  }
}

network::Network read_network(const Reader& reader, Index features) {
  std::vector<Dense> dense;
  network::Network network(read_layers(reader, features, dense));
  for (std::size_t k = 0; k < dense.size(); ++k) {
    auto W = network.W(k);
    const auto& values = reader.doubles(dense[k].W->name, static_cast<std::size_t>(W.size()));
    std::copy(values.begin(), values.end(), W.data());
    if (dense[k].b == nullptr) continue;
    auto b = network.b(k);
    const auto& biases = reader.doubles(dense[k].b->name, static_cast<std::size_t>(b.size()));
    std::copy(biases.begin(), biases.end(), b.data());
  }
  return network;
}

Baselines read_value_baselines(const Reader& reader, const nlohmann::json& json, Index features) {
  Baselines baselines{.mean = json.at("mean").get<double>()};
  const auto& entry = json.at("linear_regression");
  const auto coef = entry.at("coef").get<std::vector<double>>();
  if (static_cast<Index>(coef.size()) != features)
    reader.fail("its baselines do not fit its inputs");
  baselines.linear_regression.coef = Eigen::Map<const RowVector<double>>(coef.data(), features);
  baselines.linear_regression.intercept = entry.at("intercept").get<double>();
  return baselines;
}

std::optional<Baselines> read_baselines(const Reader& reader, Index features, int classes) {
  if (!reader.has_metadata(names::baselines)) return std::nullopt;
  const auto json = nlohmann::json::parse(reader.metadata(names::baselines));
  if (json.contains("mean")) return read_value_baselines(reader, json, features);
  Baselines baselines{.class_shares = json.at("class_shares").get<std::vector<double>>(),
                      .logistic_regression = {}};
  auto& logistic = baselines.logistic_regression;
  const auto& entry = json.at("logistic_regression");
  const auto coef = entry.at("coef").get<std::vector<std::vector<double>>>();
  const auto intercept = entry.at("intercept").get<std::vector<double>>();
  const std::size_t rows = classes == 2 ? 1 : static_cast<std::size_t>(classes);
  if (baselines.class_shares.size() != static_cast<std::size_t>(classes) || coef.size() != rows ||
      intercept.size() != rows) {
    reader.fail("its baselines do not fit its classes");
  }
  logistic.C = entry.at("C").get<double>();
  logistic.coef.resize(static_cast<Index>(rows), features);
  logistic.intercept.resize(static_cast<Index>(rows));
  for (std::size_t k = 0; k < rows; ++k) {
    if (static_cast<Index>(coef[k].size()) != features)
      reader.fail("its baselines do not fit its inputs");
    const auto row = static_cast<Index>(k);
    logistic.coef.row(row) = Eigen::Map<const RowVector<double>>(coef[k].data(), features);
    logistic.intercept(row) = intercept[k];
  }
  return baselines;
}

}  // namespace

Model from_onnx(const std::string& bytes, const std::string& source) {
  const Graph graph = onnx::decode(bytes, source);
  const Reader reader(graph, source);
  try {
    Pipeline pipeline = read_pipeline(reader);
    network::Network network = read_network(reader, pipeline.features());
    if (network.architecture().classes() != static_cast<int>(pipeline.classes.size())) {
      reader.fail("its classes and its outputs differ in number");
    }
    auto baselines = read_baselines(reader, pipeline.features(), network.architecture().classes());
    std::vector<ColumnSummary> summaries;
    if (reader.has_metadata(names::summaries)) {
      auto read = parse_summaries(reader.metadata(names::summaries), pipeline);
      if (!read) reader.fail("its summaries do not fit its columns");
      summaries = std::move(*read);
    }
    return {std::move(pipeline), std::move(network), std::move(baselines),
            reader.metadata(names::training), std::move(summaries)};
  } catch (const nlohmann::json::exception& error) {
    reader.fail(fmt::format("its schema is damaged ({})", error.what()));
  } catch (const Error& error) {
    if (error.code() == ErrorCode::parse) throw;
    reader.fail(error.message());
  }
}

}  // namespace crescent::model
