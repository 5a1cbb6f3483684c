#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/model/evaluation.hpp>
#include <crescent/model/model.hpp>

#include "commands.hpp"
#include "support/labelled.hpp"
#include "support/report.hpp"
#include "support/table_options.hpp"

namespace crescent::cli {
namespace {

struct Options {
  std::string model;
  TableOptions table;
  bool json = false;
};

void run(const Options& options) {
  const model::Model model = model::load(options.model);
  if (!model.baselines) {
    throw Error(ErrorCode::data,
                "was saved without the baselines that a network is compared with; models that "
                "'crescent train' makes have them",
                {.file = options.model});
  }
  const Labelled labelled = label_rows(model, options.table.read());
  const model::Evaluation evaluation = model::evaluate(model, labelled.x, labelled.y);
  if (options.json) {
    print_json(to_json(evaluation, model));
  } else {
    fmt::print("{}", to_text(evaluation, model));
  }
}

}  // namespace

void add_evaluate(CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("evaluate", "Measure a model on rows whose class is known");
  command->footer(
      R"(Prints accuracy, log loss (mean -ln of the true class's probability) and the confusion matrix.
Beside the network stand two baselines that were learned from its training rows: always the
most frequent class, and logistic regression. Rows of the training file flatter every model:
evaluate on others. ('crescent train' has measured its held-out rows already.)

Examples:
  crescent evaluate iris.onnx labelled.csv
  crescent evaluate iris.onnx labelled.csv --json)");
  command->add_option("model", options->model, "Model file, made by 'crescent train'")
      ->required()
      ->type_name("MODEL.onnx");
  options->table.add_to(*command);
  command->add_flag("--json", options->json, "Print one JSON object instead of the table");
  command->callback([options] { run(*options); });
}

}  // namespace crescent::cli
