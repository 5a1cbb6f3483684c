#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <crescent/base/file.hpp>
#include <crescent/data/csv.hpp>
#include <crescent/metrics/classification.hpp>
#include <crescent/model/model.hpp>

#include "commands.hpp"
#include "support/console.hpp"
#include "support/report.hpp"
#include "support/table_options.hpp"

namespace crescent::cli {
namespace {

struct Options {
  std::string model;
  TableOptions table;
  std::string out = "-";
};

std::string to_csv(const std::vector<std::string>& classes, const Matrix<double>& probabilities) {
  const std::vector<int> labels = metrics::argmax_rows(probabilities);
  std::string text = "label";
  for (const auto& name : classes) text += "," + data::csv_cell("proba_" + name);
  text += "\n";
  for (Index n = 0; n < probabilities.rows(); ++n) {
    const auto label = static_cast<std::size_t>(labels[static_cast<std::size_t>(n)]);
    text += data::csv_cell(classes[label]);
    for (Index k = 0; k < probabilities.cols(); ++k)
      text += fmt::format(",{}", probabilities(n, k));
    text += "\n";
  }
  return text;
}

void run(const Options& options) {
  const model::Model model = model::load(options.model);
  std::vector<preprocess::UnseenLevels> unseen;
  const auto probabilities = model.predict_proba(options.table.read(), &unseen);
  tell_unseen(unseen);
  const std::string csv = to_csv(model.pipeline.classes, probabilities);
  if (options.out == "-") {
    fmt::print("{}", csv);
  } else {
    write_file(options.out, csv);
  }
}

}  // namespace

void add_predict(CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("predict", "Predict the class of every row of a CSV file");
  command->footer(
      R"(The file's columns are matched with the model's by name (by place in a file without a header);
others are ignored, and the target need not be there. Writes CSV, a line a row in the file's order:
label,proba_<class>,... with the probabilities in full precision.

Examples:
  crescent predict iris.onnx flowers.csv
  crescent predict iris.onnx flowers.csv --out predictions.csv)");
  command->add_option("model", options->model, "Model file, made by 'crescent train'")
      ->required()
      ->type_name("MODEL.onnx");
  options->table.add_to(*command);
  command->add_option("--out", options->out, "File to write; - for standard output")
      ->capture_default_str()
      ->type_name("FILE.csv");
  command->callback([options] { run(*options); });
}

}  // namespace crescent::cli
