#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/base/file.hpp>
#include <crescent/explain/step.hpp>
#include <crescent/model/model.hpp>

#include "commands.hpp"
#include "options/numbers.hpp"
#include "options/table_options.hpp"
#include "reports/prediction_format.hpp"
#include "reports/step.hpp"

namespace crescent::cli {
namespace {

struct ExplainOptions {
  std::string model;
  TableOptions table;
  std::size_t row = 0;
  double learning_rate = 0.01;
  std::string html;
  bool json = false;
};

[[noreturn]] void refuse_unlabelled(const preprocess::Pipeline& pipeline, const data::Table& table,
                                    const ExplainOptions& options) {
  throw Error(ErrorCode::data,
              fmt::format("row {} has no value in the target column '{}'; choose another",
                          options.row, pipeline.target),
              {.file = table.source, .line = table.line(options.row)});
}

int class_of(const preprocess::Pipeline& pipeline, const data::Table& table,
             const ExplainOptions& options) {
  const int y = preprocess::encode_labels(table, pipeline.target, pipeline.classes)[options.row];
  if (y < 0) refuse_unlabelled(pipeline, table, options);
  return y;
}

RowVector<double> value_of(const preprocess::Pipeline& pipeline, const data::Table& table,
                           const ExplainOptions& options) {
  const auto target =
      preprocess::read_target(table, table.find(pipeline.target), preprocess::Task::regression);
  if (target.is_missing(options.row)) refuse_unlabelled(pipeline, table, options);
  return RowVector<double>::Constant(1, target.values[options.row]);
}

void run_explain(const ExplainOptions& options) {
  model::Model model = model::load(options.model);
  const data::Table table = options.table.read();
  adopt_columns(model, table);
  if (options.row >= table.rows()) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("--row {}: the file has {} rows, 0 to {}", options.row, table.rows(),
                            table.rows() - 1),
                {.file = table.source});
  }
  const auto& pipeline = model.pipeline;
  const auto x = preprocess::transform(pipeline, table, {options.row});
  const auto step = pipeline.task() == preprocess::Task::regression
                        ? explain::trace_step(model.network, x, value_of(pipeline, table, options),
                                              options.learning_rate)
                        : explain::trace_step(model.network, x, class_of(pipeline, table, options),
                                              options.learning_rate);
  const StepNames names{
      .features = pipeline.feature_names(),
      .classes = pipeline.classes,
      .title = fmt::format("One step of gradient descent on row {} of {}", options.row,
                           std::filesystem::path(table.source).filename().string())};
  if (!options.html.empty()) write_file(options.html, step_html(step, names));
  if (options.json) {
    print_json(step_json(step, names));
  } else if (options.html.empty()) {
    fmt::print("{}", step_text(step, names));
  }
}

}  // namespace

void add_explain(CLI::App& app) {
  auto options = std::make_shared<ExplainOptions>();
  auto* command = app.add_subcommand(
      "explain", "Walk through one example's forward and backward pass with its numbers");
  command->footer(
      R"(Shows, with the formula beside the numbers, each layer's z and a, the probabilities, the loss,
every delta and gradient, and the weights before and after one step on this example alone (plain
gradient descent, without penalty). The model file stays as it is.

Examples:
  crescent explain iris.onnx iris.csv --row 0
  crescent explain iris.onnx iris.csv --row 70 --html step.html)");
  command->add_option("model", options->model, "Model file, made by 'crescent train'")
      ->required()
      ->type_name("MODEL.onnx");
  options->table.add_to(*command);
  command->add_option("--row", options->row, "The example: a data row of the file, from 0")
      ->check(CLI::Range(Index{0}, Index{1'000'000'000'000}))
      ->capture_default_str()
      ->type_name("N");
  command->add_option("--learning-rate", options->learning_rate, "Length of the step")
      ->capture_default_str()
      ->check(positive())
      ->type_name("X");
  command->add_option("--html", options->html, "Write the walk as a page instead of printing it")
      ->type_name("FILE.html");
  command->add_flag("--json", options->json, "Print one JSON object with every number");
  command->callback([options] { run_explain(*options); });
}

}  // namespace crescent::cli
