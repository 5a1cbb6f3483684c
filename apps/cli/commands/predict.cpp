#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/base/file.hpp>
#include <crescent/model/model.hpp>

#include "commands.hpp"
#include "console/console.hpp"
#include "options/table_options.hpp"
#include "reports/evaluation.hpp"
#include "reports/prediction_format.hpp"

namespace crescent::cli {
namespace {

struct PredictOptions {
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
std::string id_column(const PredictOptions& options, const model::Model& model,
                      const data::Table& table) {
  if (!options.id_column.empty()) return table.columns[table.find(options.id_column)].name;
  for (const data::Column& column : table.columns) {
    if (!column.name.empty() && column.name == model.pipeline.id_column) return column.name;
  }
  return {};
}

/// The columns whose cells count as they are written.
std::vector<std::string> text_columns(const PredictOptions& options,
                                      const preprocess::Pipeline& pipeline) {
  std::vector<std::string> names = {options.id_column.empty() ? pipeline.id_column
                                                              : options.id_column};
  for (const preprocess::ColumnSchema& column : pipeline.columns)
    if (column.kind == preprocess::ColumnKind::categorical) names.push_back(column.name);
  return names;
}

/// Counts what one part of the file had with what the parts above had.
void add(std::vector<preprocess::UnseenLevels>& all,
         const std::vector<preprocess::UnseenLevels>& more) {
  for (const preprocess::UnseenLevels& levels : more) {
    const auto known = std::find_if(all.begin(), all.end(),
                                    [&](const auto& one) { return one.column == levels.column; });
    if (known == all.end()) {
      all.push_back(levels);
    } else {
      known->count += levels.count;
    }
  }
}

/// Rows to be read at a time: enough to keep all threads busy, of inputs that take 32 MB or less.
std::size_t rows_at_a_time(const preprocess::Pipeline& pipeline) {
  constexpr std::size_t most_inputs = std::size_t{1} << 22;
  constexpr std::size_t most_rows = std::size_t{1} << 16;
  return std::clamp<std::size_t>(
      most_inputs / static_cast<std::size_t>(std::max<Index>(pipeline.features(), 1)), 1,
      most_rows);
}

void run_predict(const PredictOptions& options) {
  model::Model model = model::load(options.model);
  const auto tables = options.table.open(text_columns(options, model.pipeline));
  const std::size_t most_rows = rows_at_a_time(model.pipeline);
  std::vector<preprocess::UnseenLevels> unseen;
  std::optional<PredictionFormat> format;
  Output output(options.out);
  while (const auto table = tables->next(most_rows)) {
    for (const std::string& text : table->notes) note(fmt::format("{}: {}", table->source, text));
    if (!format) adopt_columns(model, *table);
    std::vector<preprocess::UnseenLevels> here;
    const Matrix<double> predictions = model.predict_proba(*table, &here);
    add(unseen, here);
    if (!format) {
      format.emplace(model.pipeline, id_column(options, model, *table), options.json);
      output.write(format->header());
    }
    output.write(format->rows(*table, predictions));
  }
  tell_unseen(unseen);
  output.commit();
}

}  // namespace

void add_predict(CLI::App& app) {
  auto options = std::make_shared<PredictOptions>();
  auto* command =
      app.add_subcommand("predict", "Predict the class or value of every row of a CSV file");
  command->footer(
      R"(The file's columns are matched with the model's by name (by place in a file without a header);
others are ignored, and the target need not be there. A missing column, or text in a column of numbers,
is refused; a text that training did not have counts as none of the known ones, and is told. A CSV file
or a packed one is read and predicted part by part: memory does not grow with its rows. Writes CSV, a line a row in the file's
order, with numbers in full precision:

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
  command->callback([options] { run_predict(*options); });
}

}  // namespace crescent::cli
