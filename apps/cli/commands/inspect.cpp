#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/base/file.hpp>
#include <crescent/model/graph_summary.hpp>
#include <crescent/model/model.hpp>

#include "commands.hpp"
#include "console/console.hpp"
#include "reports/model.hpp"

namespace crescent::cli {
namespace {

struct InspectOptions {
  std::string model;
  bool json = false;
};

void run_inspect(const InspectOptions& options) {
  const std::string bytes = read_file(options.model);
  const model::GraphSummary graph = model::summarise_onnx(bytes, options.model);
  std::optional<model::Model> model;
  std::string reason;
  try {
    model = model::from_onnx(bytes, options.model);
  } catch (const Error& error) {
    // The graph can be told of all the same; a file of Crescent's own that is damaged is refused.
    if (graph.producer.starts_with("crescent")) throw;
    reason = error.message();
  }
  if (options.json) {
    Json json = {{"file", options.model}, {"bytes", bytes.size()}};
    if (model) json.update(model_json(*model));
    if (!reason.empty()) json["unreadable"] = reason;
    json["graph"] = graph_json(graph);
    print_json(json);
    return;
  }
  if (model) {
    fmt::print("{}", model_text(*model));
  } else {
    fmt::print("Crescent cannot compute with this file: it {}\n", one_line(reason));
  }
  fmt::print("\n{}", graph_text(graph, bytes.size()));
}

}  // namespace

void add_inspect(CLI::App& app) {
  auto options = std::make_shared<InspectOptions>();
  auto* command = app.add_subcommand("inspect", "Tell what a model file holds");
  command->footer(
      R"(Layers and parameters, classes, what is done with each column, how the model was trained and how
well it did on the held-out rows; then the file's graph. Files that other programs wrote are told of
too: as a model where Crescent can compute with them, else as a graph alone.

Examples:
  crescent inspect penguins.onnx
  crescent inspect penguins.onnx --json)");
  command->add_option("model", options->model, "Model file (ONNX)")
      ->required()
      ->type_name("MODEL.onnx");
  command->add_flag("--json", options->json, "Print one JSON object instead of text");
  command->callback([options] { run_inspect(*options); });
}

}  // namespace crescent::cli
