#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/metrics/classification.hpp>
#include <crescent/model/model.hpp>
#include <crescent/plot/figure.hpp>
#include <crescent/preprocess/pipeline.hpp>

#include "commands.hpp"
#include "console/console.hpp"
#include "options/numbers.hpp"
#include "options/table_options.hpp"
#include "reports/labelled.hpp"
#include "reports/prediction_format.hpp"

namespace crescent::cli {
namespace {

struct BoundaryOptions {
  std::string model;
  TableOptions table;
  plot::GridOptions grid;
  bool classes_only = false;
  std::string out;
};

struct ScatterOptions {
  TableOptions table;
  std::string target;
  std::string x;
  std::string y;
  std::string out;
};

struct ConfusionOptions {
  std::string model;
  TableOptions table;
  std::string out;
};

/// Throws Error(data), with the fix, unless every row of the column holds a number.
void require_numbers(const data::Table& table, std::size_t c) {
  const data::Column& column = table.columns[c];
  if (!column.is_numeric) {
    throw Error(ErrorCode::data,
                fmt::format("column '{}' holds text; a picture's axes need numbers", column.name),
                {.file = table.source, .line = table.line(column.first_text_row), .column = c + 1});
  }
}

/// Rows with a class and both numbers, as a picture's points.
plot::Scatter points_of(const data::Table& table, std::size_t cx, std::size_t cy,
                        const std::vector<int>& labels, const std::vector<std::string>& classes) {
  require_numbers(table, cx);
  require_numbers(table, cy);
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (labels[row] >= 0 && !table.columns[cx].is_missing(row) &&
        !table.columns[cy].is_missing(row))
      rows.push_back(row);
  }
  if (rows.empty())
    throw Error(ErrorCode::data, "no row has a class and both numbers", {.file = table.source});
  if (rows.size() < table.rows())
    note(fmt::format("{} rows with a missing cell are left out", table.rows() - rows.size()));
  plot::Scatter points;
  points.x.resize(static_cast<Index>(rows.size()), 2);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    points.x(static_cast<Index>(i), 0) = table.columns[cx].numbers[rows[i]];
    points.x(static_cast<Index>(i), 1) = table.columns[cy].numbers[rows[i]];
    points.y.push_back(labels[rows[i]]);
  }
  points.class_names = classes;
  points.x_label = table.columns[cx].name;
  points.y_label = table.columns[cy].name;
  return points;
}

void run_boundary(const BoundaryOptions& options) {
  plot::format_of(options.out);  // a wrong ending is better told at once
  model::Model model = model::load(options.model);
  const auto& pipeline = model.pipeline;
  const bool numeric = std::all_of(
      pipeline.columns.begin(), pipeline.columns.end(),
      [](const auto& column) { return column.kind == preprocess::ColumnKind::numeric; });
  if (pipeline.columns.size() != 2 || !numeric) {
    throw Error(
        ErrorCode::data,
        fmt::format(
            "a boundary can be drawn of a model with two numeric columns; this one has {}; train "
            "with --ignore to leave two",
            pipeline.columns.size()),
        {.file = options.model});
  }
  const data::Table table = options.table.read();
  adopt_columns(model, table);
  const auto labels = preprocess::encode_labels(table, pipeline.target, pipeline.classes);
  auto points = points_of(table, table.find(pipeline.columns[0].name),
                          table.find(pipeline.columns[1].name), labels, pipeline.classes);
  points.title = fmt::format("Decision boundary of {}",
                             std::filesystem::path(options.model).filename().string());
  const plot::PredictProbabilities probabilities = [&](const Matrix<double>& x) {
    return model.predict_proba(x);
  };
  const plot::PredictClasses classes = [&](const Matrix<double>& x) {
    return metrics::argmax_rows(model.predict_proba(x));
  };
  const auto boundary = options.classes_only
                            ? plot::boundary(std::move(points), classes, options.grid)
                            : plot::boundary(std::move(points), probabilities, options.grid);
  plot::write_figure(boundary, options.out);
}

void run_scatter(const ScatterOptions& options) {
  plot::format_of(options.out);
  const data::Table table = options.table.read();
  const std::size_t target = table.find(options.target);
  const auto classes = preprocess::find_classes(table, target);
  const auto labels = preprocess::encode_labels(table, table.columns[target].name, classes);
  // By default the first two columns of numbers.
  std::vector<std::size_t> numeric;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (c != target && table.columns[c].is_numeric) numeric.push_back(c);
  }
  if ((options.x.empty() || options.y.empty()) && numeric.size() < 2) {
    throw Error(ErrorCode::data, "a scatter plot needs two columns of numbers beside the target",
                {.file = table.source});
  }
  plot::write_figure(
      points_of(table, options.x.empty() ? numeric[0] : table.find(options.x),
                options.y.empty() ? numeric[1] : table.find(options.y), labels, classes),
      options.out);
}

void run_confusion(const ConfusionOptions& options) {
  plot::format_of(options.out);
  model::Model model = model::load(options.model);
  const data::Table table = options.table.read();
  adopt_columns(model, table);
  const Labelled labelled = label_rows(model, table);
  const auto predicted = metrics::argmax_rows(model.network.predict_proba(labelled.x));
  const int classes = static_cast<int>(model.pipeline.classes.size());
  const plot::ConfusionMatrix figure{
      .title = "Confusion matrix",
      .counts = metrics::confusion_matrix(labelled.y, predicted, classes),
      .class_names = model.pipeline.classes};
  plot::write_figure(figure, options.out);
}

void add_out(CLI::App& command, std::string& out) {
  command.add_option("--out", out, "Picture to write, PNG or SVG by its ending")
      ->required()
      ->type_name("FILE.png|.svg");
}

void add_model(CLI::App& command, std::string& model) {
  command.add_option("model", model, "Model file, made by 'crescent train'")
      ->required()
      ->type_name("MODEL.onnx");
}

void add_boundary(CLI::App& plot) {
  auto options = std::make_shared<BoundaryOptions>();
  auto* command =
      plot.add_subcommand("boundary", "What a model of two numeric columns says at every point");
  command->footer(
      R"(The stronger the colour, the surer the model; the line is where its answer changes.

Examples:
  crescent plot boundary moons.onnx moons.csv --out boundary.png)");
  add_model(*command, options->model);
  options->table.add_to(*command);
  add_out(*command, options->out);
  command
      ->add_option("--step", options->grid.step,
                   "Distance of the grid's points; widened past 1000 points an axis")
      ->capture_default_str()
      ->check(positive());
  command->add_option("--padding", options->grid.padding, "Space around the data")
      ->capture_default_str()
      ->check(not_negative());
  command->add_flag("--classes-only", options->classes_only,
                    "Fill each class with one colour instead of its probability");
  command->callback([options] { run_boundary(*options); });
}

void add_scatter(CLI::App& plot) {
  auto options = std::make_shared<ScatterOptions>();
  auto* command = plot.add_subcommand("scatter", "Two columns of a CSV file, coloured by class");
  command->footer(R"(Examples:
  crescent plot scatter penguins.csv --target species --x bill_length_mm --y bill_depth_mm --out penguins.svg)");
  options->table.add_to(*command);
  command->add_option("--target", options->target, "Column with the class, by name or index")
      ->required()
      ->type_name("NAME");
  command->add_option("--x", options->x, "Column across (default: the first of numbers)")
      ->type_name("NAME");
  command->add_option("--y", options->y, "Column upwards (default: the second of numbers)")
      ->type_name("NAME");
  add_out(*command, options->out);
  command->callback([options] { run_scatter(*options); });
}

void add_confusion(CLI::App& plot) {
  auto options = std::make_shared<ConfusionOptions>();
  auto* command =
      plot.add_subcommand("confusion", "How often each true class was predicted as which");
  command->footer(R"(Examples:
  crescent plot confusion iris.onnx iris.csv --out confusion.png)");
  add_model(*command, options->model);
  options->table.add_to(*command);
  add_out(*command, options->out);
  command->callback([options] { run_confusion(*options); });
}

}  // namespace

void add_plot(CLI::App& app) {
  auto* command = app.add_subcommand("plot", "Draw a picture: boundary, scatter or confusion");
  command->require_subcommand(1);
  command->footer(
      R"(Pictures are drawn by gnuplot, which must be installed (apt-get install gnuplot-nox).

Examples:
  crescent plot scatter iris.csv --target 4 --out iris.png
  crescent plot boundary --help)");
  add_boundary(*command);
  add_scatter(*command);
  add_confusion(*command);
}

}  // namespace crescent::cli
