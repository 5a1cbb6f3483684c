#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <crescent/base/error.hpp>
#include <crescent/model/model.hpp>

#include "foreign.hpp"
#include "graph_reader.hpp"
#include "names.hpp"
#include "network_from_onnx.hpp"
#include "onnx/graph.hpp"
#include "summaries.hpp"

namespace crescent::model {
namespace {

using onnx::Graph;
using preprocess::ColumnKind;
using preprocess::ColumnSchema;
using preprocess::Pipeline;

/// `text` as JSON, nested no deeper than anything Crescent writes.
nlohmann::json parse_json(const GraphReader& reader, const std::string& text) {
  constexpr int deepest = 16;
  using Event = nlohmann::json::parse_event_t;
  return nlohmann::json::parse(text, [&](int depth, Event, const nlohmann::json&) {
    if (depth > deepest) reader.fail("its metadata is nested too deeply");
    return true;
  });
}

Pipeline read_pipeline(const GraphReader& reader) {
  const auto schema = parse_json(reader, reader.metadata(names::schema));
  if (schema.at("format").get<int>() != 1) reader.fail("it was written by a newer version");
  Pipeline pipeline;
  pipeline.target = schema.at("target").get<std::string>();
  pipeline.id_column = schema.value("id_column", "");
  if (schema.value("task", "classification") != "regression")
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

Baselines read_value_baselines(const GraphReader& reader, const nlohmann::json& json,
                               Index features) {
  Baselines baselines{.mean = json.at("mean").get<double>()};
  const auto& entry = json.at("linear_regression");
  const auto coef = entry.at("coef").get<std::vector<double>>();
  if (static_cast<Index>(coef.size()) != features)
    reader.fail("its baselines do not fit its inputs");
  baselines.linear_regression.coef = Eigen::Map<const RowVector<double>>(coef.data(), features);
  baselines.linear_regression.intercept = entry.at("intercept").get<double>();
  return baselines;
}

std::optional<Baselines> read_baselines(const GraphReader& reader, Index features, int classes) {
  if (!reader.has_metadata(names::baselines)) return std::nullopt;
  const auto json = parse_json(reader, reader.metadata(names::baselines));
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

Model read_own(const GraphReader& reader) {
  Pipeline pipeline = read_pipeline(reader);
  network::Network network = read_network(reader, names::features, pipeline.features());
  const int classes = network.architecture().classes();
  if (classes != static_cast<int>(pipeline.classes.size()))
    reader.fail("its classes and its outputs differ in number");
  auto baselines = read_baselines(reader, pipeline.features(), classes);
  std::vector<ColumnSummary> summaries;
  if (reader.has_metadata(names::summaries)) {
    auto read = parse_summaries(reader.metadata(names::summaries), pipeline);
    if (!read) reader.fail("its summaries do not fit its columns");
    summaries = std::move(*read);
  }
  return {.pipeline = std::move(pipeline),
          .network = std::move(network),
          .baselines = std::move(baselines),
          .training = reader.metadata(names::training),
          .summaries = std::move(summaries)};
}

}  // namespace

Model from_onnx(const std::string& bytes, const std::string& source) {
  const Graph graph = onnx::decode(bytes, source);
  const GraphReader reader(graph, source, bytes.size());
  try {
    const bool own = reader.has_metadata(names::schema) || graph.producer.starts_with("crescent");
    return own ? read_own(reader) : read_foreign(reader);
  } catch (const nlohmann::json::exception& error) {
    reader.fail(fmt::format("its schema is damaged ({})", error.what()));
  } catch (const Error& error) {
    if (error.code() == ErrorCode::parse) throw;
    reader.fail(error.message());
  }
}

}  // namespace crescent::model
