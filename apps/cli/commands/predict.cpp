#include <cstdio>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/base/file.hpp>
#include <crescent/model/model.hpp>

#include "commands.hpp"
#include "support/console.hpp"
#include "support/prediction_format.hpp"
#include "support/report.hpp"
#include "support/table_options.hpp"

namespace crescent::cli {
namespace {

struct Options {
  std::string model;
  TableOptions table;
  std::string out = "-";
  std::string id_column;
  bool json = false;
};

/// Standard output, or a file that gets its name when all of it is there.
class Output {
 public:
  explicit Output(const std::string& out) {
    if (out != "-") file_ = std::make_unique<FileWriter>(out);
  }
  void write(const std::string& text) {
    if (file_) {
      file_->write(text);
    } else if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) {
      throw Error(ErrorCode::io, "the results could not be written to standard output");
    }
  }
  void commit() {
    if (file_) file_->commit();
  }

 private:
  std::unique_ptr<FileWriter> file_;
};

/// The column that names the rows: the one asked for, else the model's where the table has it.
std::string id_column(const Options& options, const model::Model& model, const data::Table& table) {
  if (!options.id_column.empty()) return table.columns[table.find(options.id_column)].name;
  for (const data::Column& column : table.columns) {
    if (!column.name.empty() && column.name == model.pipeline.id_column) return column.name;
  }
  return {};
}

void run(const Options& options) {
  model::Model model = model::load(options.model);
  const data::Table table = options.table.read();
  adopt_columns(model, table);
  std::vector<preprocess::UnseenLevels> unseen;
  const Matrix<double> predictions = model.predict_proba(table, &unseen);
  tell_unseen(unseen);
  const PredictionFormat format(model.pipeline, id_column(options, model, table), options.json);
  Output output(options.out);
  output.write(format.header());
  output.write(format.rows(table, predictions));
  output.commit();
}

}  // namespace

void add_predict(CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* command =
      app.add_subcommand("predict", "Predict the class or value of every row of a CSV file");
  command->footer(
      R"(The file's columns are matched with the model's by name (by place in a file without a header);
others are ignored, and the target need not be there. A missing column, or text in a column of numbers,
is refused; a text that training did not have counts as none of the known ones, and is told. Writes
CSV, a line a row in the file's order, with numbers in full precision:

  label,proba_<class>,...   the most probable class, and the probability of each
  prediction                where the model predicts a quantity

in front the column that --id-column names, or that was the id when the model was trained.

Examples:
  crescent predict iris.onnx flowers.csv
  crescent predict churn.onnx customers.csv --id-column customerID --out predictions.csv
  crescent predict iris.onnx flowers.csv --json)");
  command->add_option("model", options->model, "Model file, made by 'crescent train'")
      ->required()
      ->type_name("MODEL.onnx");
  options->table.add_to(*command);
  command->add_option("--out", options->out, "File to write; - for standard output")
      ->capture_default_str()
      ->type_name("FILE");
  command
      ->add_option("--id-column", options->id_column,
                   "Column that names the rows, by name or index: begins every row written")
      ->type_name("NAME");
  command->add_flag("--json", options->json, "Write a JSON object a line instead of CSV");
  command->callback([options] { run(*options); });
}

}  // namespace crescent::cli
