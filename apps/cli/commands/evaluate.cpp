#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/base/parallel.hpp>
#include <crescent/experiment/assess.hpp>
#include <crescent/model/evaluation.hpp>
#include <crescent/model/model.hpp>

#include "commands.hpp"
#include "options/table_options.hpp"
#include "reports/evaluation.hpp"
#include "reports/evaluation_page.hpp"
#include "reports/labelled.hpp"
#include "reports/prediction_format.hpp"

namespace crescent::cli {
namespace {

struct EvaluateOptions {
  std::string model;
  TableOptions table;
  ReportOptions report;
};

/// For a file that holds none: written by another program, or saved without.
void add_baselines(model::Model& model, const Labelled& labelled) {
  note(
      "the model's file holds no baselines; they were fitted on these very rows, which flatters "
      "them beside the network");
  if (model.pipeline.classes.empty()) {
    model.baselines = model::fit_baselines(labelled.x, labelled.values);
  } else {
    const auto classes = static_cast<int>(model.pipeline.classes.size());
    model.baselines = model::fit_baselines(labelled.x, labelled.y, classes, {}, hardware_threads());
  }
}

void run_evaluate(const EvaluateOptions& options) {
  model::Model model = model::load(options.model);
  if (!options.report.directory.empty()) report::prepare(options.report.directory);
  const data::Table table = options.table.read();
  adopt_columns(model, table);
  Labelled labelled = label_rows(model, table);
  if (!model.baselines) add_baselines(model, labelled);
  const experiment::Inputs inputs{.x = std::move(labelled.x),
                                  .y = std::move(labelled.y),
                                  .values = std::move(labelled.values),
                                  .weights = {}};
  const model::Evaluation evaluation = experiment::evaluate(model, inputs);
  const Names names = names_of(model);
  Json json = to_json(evaluation, model);
  report::Details details{
      .brand = "evaluation",
      .target = model.pipeline.target,
      .facts = {{"model", options.model},
                {"data", options.table.file},
                {"network", reference::describe(model.network.architecture())}}};
  std::string text = to_text(evaluation, names);
  if (options.report.repeats > 0 && inputs.x.rows() > 1) {
    details.importance = experiment::importance(model, inputs, {.repeats = options.report.repeats});
    json["importance"] = to_json(*details.importance);
    text += "\n" + to_text(*details.importance);
  }
  if (!model.summaries.empty()) {
    details.drifts = model::drift(model.pipeline, model.summaries, table, labelled.rows);
    json["drift"] = to_json(details.drifts);
    text += "\n" + to_text(details.drifts);
  }
  if (!options.report.directory.empty()) {
    report::write(options.report.directory, report::evaluation_page(evaluation, names, details),
                  json);
  }
  if (options.report.json) {
    print_json(json);
  } else {
    fmt::print("{}", text);
  }
}

}  // namespace

void add_evaluate(CLI::App& app) {
  auto options = std::make_shared<EvaluateOptions>();
  auto* command = app.add_subcommand("evaluate", "Measure a model on rows whose target is known");
  command->footer(
      R"(Prints accuracy, log loss, ROC AUC and more with 95 % intervals, precision and recall of each
class, and the confusion matrix; of a quantity R2 and errors. Beside the network stand two
baselines that were learned from its training rows: always the most frequent class (the mean),
and logistic (linear) regression. A verdict says whether the network beats them and whether the
difference is more than chance. Columns are shuffled one by one to see what each is worth, and
compared with the training rows: those whose distribution moved are named.
docs/evaluation.md tells how every number is computed.

Rows of the training file flatter every model: evaluate on others. ('crescent train' has measured
its held-out rows already.)

Examples:
  crescent evaluate iris.onnx labelled.csv
  crescent evaluate iris.onnx labelled.csv --json
  crescent evaluate iris.onnx labelled.csv --report report)");
  command->add_option("model", options->model, "Model file, made by 'crescent train'")
      ->required()
      ->type_name("MODEL.onnx");
  options->table.add_to(*command);
  options->report.add_to(*command);
  command->callback([options] { run_evaluate(*options); });
}

}  // namespace crescent::cli
