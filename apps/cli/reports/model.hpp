#pragma once

#include <cstddef>
#include <string>

#include <crescent/model/graph_summary.hpp>
#include <crescent/model/model.hpp>

#include "console/json.hpp"

namespace crescent::cli {

/// task, target, classes, network, columns, skipped_columns and training: what `inspect` tells.
Json model_json(const model::Model& model);
/// The same for people.
std::string model_text(const model::Model& model);

/// producer, opsets, inputs, outputs, operators, constants and metadata of an ONNX file.
Json graph_json(const model::GraphSummary& graph);
std::string graph_text(const model::GraphSummary& graph, std::size_t bytes);

}  // namespace crescent::cli
