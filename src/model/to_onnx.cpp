#include <algorithm>
#include <numeric>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <crescent/base/error.hpp>
#include <crescent/base/version.hpp>
#include <crescent/model/model.hpp>

#include "names.hpp"
#include "network_to_onnx.hpp"
#include "onnx/builder.hpp"
#include "onnx/graph.hpp"
#include "summaries.hpp"
#include "values.hpp"

namespace crescent::model {
namespace {

using onnx::Attribute;
using onnx::Builder;
using onnx::cast_to;
using onnx::DataType;
using onnx::Graph;
using onnx::integer;
using onnx::strings;
using preprocess::ColumnKind;
using preprocess::ColumnSchema;
using preprocess::Pipeline;

/// Each column's input name: its own, made unique beside the outputs and the inner names. (A
/// constant of an input's name would be taken for the input's default value.)
std::vector<std::string> input_names(const Pipeline& pipeline, std::size_t layers,
                                     OnnxInputs form) {
  if (form == OnnxInputs::tensor) return {pipeline.columns.size(), names::table};
  std::set<std::string> taken = {names::label, names::probabilities};
  if (pipeline.classes.empty()) taken = {names::prediction};
  for (std::size_t k = 0; k < layers; ++k) taken.insert({weights_name(k), biases_name(k)});
  std::vector<std::string> inputs;
  for (const ColumnSchema& column : pipeline.columns) {
    std::string name =
        column.name.empty() || column.name[0] == '/' ? "column " + column.name : column.name;
    while (!taken.insert(name).second) name += "_";
    inputs.push_back(name);
  }
  return inputs;
}

/// A block of features as the graph makes it, and which feature of the pipeline each column is.
struct Block {
  std::string tensor;
  std::vector<Index> features;
};

/// Where each column's first feature stands in the pipeline's order.
std::vector<Index> first_features(const Pipeline& pipeline) {
  std::vector<Index> first;
  Index next = 0;
  for (const ColumnSchema& column : pipeline.columns) {
    first.push_back(next);
    next += column.features();
  }
  return first;
}

/// z -> z / sqrt(1 + z^2 factor): a column that is not clipped has the factor 0. `tensor` names z
/// before and the result after.
void add_smooth_clip(Builder& build, const std::vector<double>& factors, std::string& tensor) {
  const auto count = static_cast<std::int64_t>(factors.size());
  build.constant("/clip_factors", {1, count}, factors);
  build.constant("/one", {1, 1}, {1.0});
  build.node("Mul", {tensor, tensor}, "/squares");
  build.node("Mul", {"/squares", "/clip_factors"}, "/clip_shares");
  build.node("Add", {"/clip_shares", "/one"}, "/clip_sums");
  build.node("Sqrt", {"/clip_sums"}, "/clip_divisors");
  tensor = build.node("Div", {tensor, "/clip_divisors"}, "/clipped");
}

/// Numeric columns side by side: missing cells to the median, minus mean, over scale, clipped
/// where the scaler clips; and the indicators of those that have one.
void add_numeric(Builder& build, const Pipeline& pipeline, const std::vector<std::string>& inputs,
                 std::vector<Block>& blocks) {
  const std::vector<Index> first = first_features(pipeline);
  std::vector<std::string> tensors;
  std::vector<double> medians, means, scales, clip_factors;
  std::vector<std::int64_t> with_indicator;
  Block values{"/scaled", {}}, indicators{"/indicators", {}};
  for (std::size_t c = 0; c < pipeline.columns.size(); ++c) {
    const ColumnSchema& column = pipeline.columns[c];
    if (column.kind != ColumnKind::numeric) continue;
    if (column.missing_indicator) {
      with_indicator.push_back(static_cast<std::int64_t>(tensors.size()));
      indicators.features.push_back(first[c] + 1);
    }
    values.features.push_back(first[c]);
    tensors.push_back(inputs[c]);
    medians.push_back(column.median);
    means.push_back(column.mean);
    scales.push_back(column.scale);
    clip_factors.push_back(column.smooth_clip ? preprocess::smooth_clip_factor : 0.0);
  }
  if (tensors.empty()) return;
  const auto count = static_cast<std::int64_t>(tensors.size());
  const bool one_tensor = tensors.size() > 1 && tensors[0] == tensors[1];
  if (one_tensor) {
    build.node("Identity", {tensors[0]}, "/numbers");
  } else {
    build.node("Concat", tensors, "/numbers", {integer("axis", 1)});
  }
  build.node("IsNaN", {"/numbers"}, "/missing");
  build.node("Where", {"/missing", build.constant(names::medians, {1, count}, medians), "/numbers"},
             "/imputed");
  build.node("Sub", {"/imputed", build.constant(names::means, {1, count}, means)}, "/centred");
  build.node("Div", {"/centred", build.constant(names::scales, {1, count}, scales)}, values.tensor);
  const bool clipped = std::any_of(clip_factors.begin(), clip_factors.end(),
                                   [](double factor) { return factor > 0.0; });
  if (clipped) add_smooth_clip(build, clip_factors, values.tensor);
  blocks.push_back(std::move(values));
  if (with_indicator.empty()) return;
  build.node("Gather", {"/missing", build.constant("/indicator_columns", with_indicator)},
             "/missing_with_indicator", {integer("axis", 1)});
  build.node("Cast", {"/missing_with_indicator"}, indicators.tensor, {cast_to(DataType::float64)});
  blocks.push_back(std::move(indicators));
}

/// One-hot columns: all zeros where the level was not seen in training.
void add_categorical(Builder& build, const Pipeline& pipeline,
                     const std::vector<std::string>& inputs, std::vector<Block>& blocks) {
  const std::vector<Index> first = first_features(pipeline);
  bool has_axis = false;
  for (std::size_t c = 0; c < pipeline.columns.size(); ++c) {
    const ColumnSchema& column = pipeline.columns[c];
    if (column.kind != ColumnKind::categorical) continue;
    if (!has_axis) build.constant("/column_axis", std::vector<std::int64_t>{1});
    has_axis = true;
    const std::string number = std::to_string(c);
    build.node("OneHotEncoder", {inputs[c]}, names::one_hot + number,
               {strings("cats_strings", column.levels), integer("zeros", 1)}, "ai.onnx.ml");
    build.node("Squeeze", {names::one_hot + number, "/column_axis"}, "/levels/" + number);
    Block block{build.node("Cast", {"/levels/" + number}, "/level_features/" + number,
                           {cast_to(DataType::float64)}),
                {}};
    for (std::size_t k = 0; k < column.levels.size(); ++k) {
      block.features.push_back(first[c] + static_cast<Index>(k));
    }
    blocks.push_back(std::move(block));
  }
}

/// The blocks side by side, then in the pipeline's order.
void add_features(Builder& build, const std::vector<Block>& blocks) {
  std::vector<std::string> tensors;
  std::vector<Index> order;
  for (const Block& block : blocks) {
    tensors.push_back(block.tensor);
    order.insert(order.end(), block.features.begin(), block.features.end());
  }
  std::vector<std::int64_t> position(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    position[static_cast<std::size_t>(order[i])] = static_cast<std::int64_t>(i);
  }
  build.node("Concat", tensors, "/blocks", {integer("axis", 1)});
  build.node("Gather", {"/blocks", build.constant("/feature_order", position)}, names::features,
             {integer("axis", 1)});
}

void add_label(Builder& build, const Pipeline& pipeline) {
  std::vector<std::int64_t> keys(pipeline.classes.size());
  std::iota(keys.begin(), keys.end(), std::int64_t{0});
  build.node("ArgMax", {names::probabilities}, "/class",
             {integer("axis", 1), integer("keepdims", 0)});
  Attribute key_attribute{"keys_int64s", Attribute::Type::integers, keys, {}};
  build.node("LabelEncoder", {"/class"}, names::label,
             {std::move(key_attribute), strings("values_strings", pipeline.classes)}, "ai.onnx.ml");
}

std::string schema_json(const Pipeline& pipeline, const std::vector<std::string>& inputs) {
  nlohmann::json columns = nlohmann::json::array();
  for (std::size_t c = 0; c < pipeline.columns.size(); ++c) {
    const ColumnSchema& column = pipeline.columns[c];
    nlohmann::json entry = {{"name", column.name}, {"input", inputs[c]}};
    entry["kind"] = column.kind == ColumnKind::numeric ? "numeric" : "categorical";
    if (column.kind == ColumnKind::numeric) {
      entry["missing_indicator"] = column.missing_indicator;
      if (column.smooth_clip) entry["smooth_clip"] = true;
    }
    columns.push_back(std::move(entry));
  }
  nlohmann::json skipped = nlohmann::json::array();
  for (const auto& column : pipeline.skipped) {
    skipped.push_back({{"name", column.name}, {"reason", column.reason}});
  }
  nlohmann::json schema = {{"format", 1},
                           {"task", std::string(preprocess::name(pipeline.task()))},
                           {"target", pipeline.target},
                           {"columns", columns},
                           {"skipped", skipped}};
  if (!pipeline.id_column.empty()) schema["id_column"] = pipeline.id_column;
  // Only a skipped column's name or reason can hold bytes that are not UTF-8.
  return schema.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string baselines_json(const Baselines& baselines) {
  if (baselines.are_of_values()) {
    const auto& linear = baselines.linear_regression;
    return nlohmann::json{
        {"mean", baselines.mean},
        {"linear_regression", {{"coef", values_of(linear.coef)}, {"intercept", linear.intercept}}}}
        .dump();
  }
  const auto& logistic = baselines.logistic_regression;
  nlohmann::json coef = nlohmann::json::array();
  for (Index k = 0; k < logistic.coef.rows(); ++k) coef.push_back(values_of(logistic.coef.row(k)));
  return nlohmann::json{
      {"class_shares", baselines.class_shares},
      {"logistic_regression",
       {{"C", logistic.C}, {"coef", coef}, {"intercept", values_of(logistic.intercept)}}}}
      .dump();
}

void add_inputs(Graph& graph, const Pipeline& pipeline, const std::vector<std::string>& names,
                OnnxInputs form) {
  const auto is_text = [](const ColumnSchema& column) {
    return column.kind == ColumnKind::categorical;
  };
  if (form == OnnxInputs::columns) {
    for (std::size_t c = 0; c < names.size(); ++c) {
      const bool text = is_text(pipeline.columns[c]);
      graph.inputs.push_back({names[c], text ? DataType::string : DataType::float64, {-1, 1}});
    }
    return;
  }
  const auto text = std::find_if(pipeline.columns.begin(), pipeline.columns.end(), is_text);
  if (text != pipeline.columns.end()) {
    throw Error(ErrorCode::data,
                fmt::format("the column '{}' holds text, which cannot lie in one tensor with "
                            "numbers; give the model one input a column",
                            text->name));
  }
  graph.inputs.push_back(
      {names::table, DataType::float64, {-1, static_cast<std::int64_t>(names.size())}});
}

void add_outputs(Graph& graph, const Pipeline& pipeline, DataType type) {
  if (pipeline.classes.empty()) {
    graph.outputs.push_back({names::prediction, type, {-1, 1}});
    return;
  }
  const auto classes = static_cast<std::int64_t>(pipeline.classes.size());
  graph.outputs.push_back({names::label, DataType::string, {-1}});
  graph.outputs.push_back({names::probabilities, type, {-1, classes}});
}

}  // namespace

std::string to_onnx(const Model& model, const OnnxOptions& options) {
  Graph graph;
  graph.name = "crescent";
  Builder build(graph);
  const Pipeline& pipeline = model.pipeline;
  const auto inputs =
      input_names(pipeline, model.network.architecture().layers.size(), options.inputs);
  add_inputs(graph, pipeline, inputs, options.inputs);
  std::vector<Block> blocks;
  add_numeric(build, pipeline, inputs, blocks);
  add_categorical(build, pipeline, inputs, blocks);
  add_features(build, blocks);
  // Columns are scaled in float64 always: a float32 has no digits left for a year's mean.
  std::string features = names::features;
  const bool single = options.precision == Precision::float32;
  const DataType type = single ? DataType::float32 : DataType::float64;
  if (single) features = build.node("Cast", {features}, "/features_float32", {cast_to(type)});
  add_network(build, model.network, features, type);
  if (!pipeline.classes.empty()) add_label(build, pipeline);
  add_outputs(graph, pipeline, type);
  graph.metadata[names::schema] = schema_json(pipeline, inputs);
  graph.metadata[names::training] = model.training;
  if (model.baselines) graph.metadata[names::baselines] = baselines_json(*model.baselines);
  if (!model.summaries.empty()) {
    graph.metadata[names::summaries] = summaries_json(model.summaries);
  }
  return onnx::encode(graph);
}

}  // namespace crescent::model
