#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/base/file.hpp>
#include <crescent/metrics/classification.hpp>
#include <crescent/model/c_export.hpp>
#include <crescent/model/model.hpp>

#include "commands.hpp"
#include "console/console.hpp"
#include "options/table_options.hpp"
#include "reports/labelled.hpp"

namespace crescent::cli {
namespace {

struct ExportOptions {
  std::string model;
  std::string format = "c";
  std::string out;
  std::string prefix;
  std::string precision;  ///< empty: the format's own default
  std::string quantize;
  std::string onnx_inputs = "columns";
  TableOptions table;
  bool json = false;
};

/// A file's name as C names can begin: "my-model.h" is my_model.
std::string prefix_of(const std::filesystem::path& file) {
  std::string prefix = file.stem().string();
  for (char& c : prefix) {
    const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!fits) c = '_';
  }
  const bool begins = !prefix.empty() && prefix[0] != '_' && (prefix[0] < '0' || prefix[0] > '9');
  return begins ? prefix : "model_" + prefix;
}

model::COptions c_options(const ExportOptions& options) {
  model::COptions c;
  c.prefix = !options.prefix.empty() ? options.prefix
                                     : prefix_of(options.out == "-" ? options.model : options.out);
  c.precision =
      options.precision == "float64" ? model::Precision::float64 : model::Precision::float32;
  c.int8 = options.quantize == "int8";
  c.na_values.insert(c.na_values.end(), options.table.na_values.begin(),
                     options.table.na_values.end());
  return c;
}

/// What rounding the weights does on rows of one's own.
struct Cost {
  struct Scores {
    double accuracy = 0, log_loss = 0;
  };
  std::size_t rows = 0;
  bool of_classes = false;
  Scores model = {}, int8 = {};  ///< of classes, on labelled rows
  double largest = 0, mean = 0;  ///< of values: the differences; no labels are needed to see them
};

Cost cost_of(const model::Model& model, const TableOptions& table) {
  const data::Table rows = table.read();
  if (model.pipeline.classes.empty()) {
    model::Model rounded = model;
    rounded.network = model::dequantized(model.network);
    const Matrix<double> difference =
        (model.predict_proba(rows) - rounded.predict_proba(rows)).cwiseAbs();
    return {.rows = rows.rows(), .largest = difference.maxCoeff(), .mean = difference.mean()};
  }
  const Labelled labelled = label_rows(model, rows);
  const auto scores = [&](const network::Network& network) {
    const Matrix<double> p = network.predict_proba(labelled.x);
    return Cost::Scores{metrics::accuracy(labelled.y, metrics::argmax_rows(p)),
                        metrics::log_loss(labelled.y, p)};
  };
  return {.rows = labelled.y.size(),
          .of_classes = true,
          .model = scores(model.network),
          .int8 = scores(model::dequantized(model.network))};
}

/// What there is to say of a header; `cost` where it was measured.
struct Summary {
  const ExportOptions& options;
  const model::CHeader& header;
  std::optional<Cost> cost;
};

Json to_json(const Cost& cost) {
  if (!cost.of_classes) {
    return {
        {"rows", cost.rows}, {"largest_difference", cost.largest}, {"mean_difference", cost.mean}};
  }
  const auto scores = [](const Cost::Scores& one) {
    return Json{{"accuracy", one.accuracy}, {"log_loss", one.log_loss}};
  };
  return {{"rows", cost.rows}, {"model", scores(cost.model)}, {"int8", scores(cost.int8)}};
}

Json to_json(const Summary& summary) {
  const model::CHeader& header = summary.header;
  Json json = {{"out", summary.options.out},        {"constant_bytes", header.constant_bytes},
               {"stack_bytes", header.stack_bytes}, {"multiplications", header.multiplications},
               {"activations", header.activations}, {"test_vectors", header.test_vectors}};
  if (summary.options.quantize.empty()) return json;
  json["quantization"] = {{"largest_difference", header.largest_difference},
                          {"changed_labels", header.changed_labels}};
  if (summary.cost) json["quantization"]["data"] = to_json(*summary.cost);
  return json;
}

std::string to_text(const Cost& cost) {
  if (!cost.of_classes) {
    return fmt::format(
        "on {} rows they move a predicted value by {:.4g} in the mean, by up to {:.4g}\n",
        cost.rows, cost.mean, cost.largest);
  }
  const auto line = [&](const char* name, const Cost::Scores& scores) {
    return fmt::format("{:<20} {:>8.4f}  {:>8.4f}\n", name, scores.accuracy, scores.log_loss);
  };
  return fmt::format("\n{:<20} {:>8}  {:>8}\n", fmt::format("on {} rows", cost.rows), "accuracy",
                     "log loss") +
         line("the model", cost.model) + line("int8 weights", cost.int8);
}

std::string to_text(const Summary& summary) {
  const model::CHeader& header = summary.header;
  std::string text =
      fmt::format("{} bytes of constants, {} multiply-adds a prediction, {} test vectors\n",
                  header.constant_bytes, header.multiplications, header.test_vectors);
  if (summary.options.quantize.empty()) return text;
  text += fmt::format(
      "int8 weights move an answer to the test vectors by up to {:.2g} and change {} of their {} "
      "classes\n",
      header.largest_difference, header.changed_labels, header.test_vectors);
  return summary.cost ? text + to_text(*summary.cost) : text;
}

void write(const ExportOptions& options, const std::string& text) {
  if (options.out == "-") {
    fmt::print("{}", text);
  } else {
    write_file(options.out, text);
  }
}

void export_c(const ExportOptions& options, const model::Model& model) {
  const model::COptions c = c_options(options);
  const model::CHeader header = model::to_c(model, c);
  Summary summary{options, header, {}};
  if (!options.table.file.empty()) summary.cost = cost_of(model, options.table);
  write(options, header.text);
  if (options.out == "-") {
    fmt::print(stderr, "{}", to_text(summary));
  } else if (options.json) {
    print_json(to_json(summary));
  } else {
    fmt::print("{}\n{} written to {}\n", to_text(summary), c.prefix + "_predict_row", options.out);
  }
}

void export_onnx(const ExportOptions& options, const model::Model& model) {
  const bool single = options.precision == "float32";
  const std::string bytes = model::to_onnx(
      model, {.inputs = options.onnx_inputs == "tensor" ? model::OnnxInputs::tensor
                                                        : model::OnnxInputs::columns,
              .precision = single ? model::Precision::float32 : model::Precision::float64});
  write(options, bytes);
  if (options.json) {
    print_json({{"out", options.out}, {"bytes", bytes.size()}});
  } else if (options.out != "-") {
    fmt::print("{} bytes written to {}\n", bytes.size(), options.out);
  }
}

void check(const ExportOptions& options) {
  const auto refuse = [](const char* what) { throw Error(ErrorCode::invalid_argument, what); };
  if (!options.table.file.empty() && options.quantize.empty())
    refuse("--data measures what --quantize int8 costs; give both or neither");
  if (options.json && options.out == "-")
    refuse("--json and --out - both write to standard output; name a file with --out");
  const bool c_only =
      !options.prefix.empty() || !options.quantize.empty() || !options.table.na_values.empty();
  if (options.format == "onnx" && c_only)
    refuse("--prefix, --quantize, --data and --na-values are for --format c");
  if (options.format == "c" && options.onnx_inputs != "columns")
    refuse("--onnx-inputs is for --format onnx");
}

void run_export(const ExportOptions& options) {
  check(options);
  const model::Model model = model::load(options.model);
  if (options.format == "onnx") {
    export_onnx(options, model);
  } else {
    export_c(options, model);
  }
}

}  // namespace

void add_export(CLI::App& app) {
  auto options = std::make_shared<ExportOptions>();
  auto* command =
      app.add_subcommand("export", "Write a model as C source, or as ONNX in another form");
  command->footer(
      R"(--format c writes the whole model, from raw cells to class names, as one C99 header for any compiler and any
machine: no library, no allocation, no state. Its names begin with the prefix:

  <prefix>_predict_row(cells, probabilities)   texts as in a CSV file, in the order of <prefix>_columns
  <prefix>_predict(numbers, probabilities)     where all columns are numbers; NaN means missing
  <prefix>_self_test()                         0 if embedded rows get the model's answers

Both return the class, or -1 - c if cell c is not the number it should be.

--quantize int8 keeps the weights as bytes, each unit with its own scale: a quarter of the size. What
that costs is measured on the embedded rows, and on your own with --data.

--format onnx writes the model anew: with one tensor (N, columns) as its input where all columns are
numbers, or with a network in float32, for runtimes that ask for it. The columns stay float64.

Examples:
  crescent export iris.onnx --format c --out iris.h
  crescent export iris.onnx --format onnx --precision float32 --onnx-inputs tensor --out small.onnx
  crescent export iris.onnx --format c --quantize int8 --data iris.csv --out iris.h)");
  command->add_option("model", options->model, "Model file, made by 'crescent train'")
      ->required()
      ->type_name("MODEL.onnx");
  command->add_option("--format", options->format, "What to write: c, onnx")
      ->check(CLI::IsMember({"c", "onnx"}))
      ->type_name("NAME")
      ->capture_default_str();
  command->add_option("--out", options->out, "File to write; - for standard output")
      ->required()
      ->type_name("FILE");
  command
      ->add_option("--prefix", options->prefix,
                   "What its names begin with (default: from the file's name)")
      ->type_name("NAME");
  command
      ->add_option(
          "--precision", options->precision,
          "Numbers of the network: float32, or float64 as in the model (default: float32 for "
          "c, float64 for onnx)")
      ->check(CLI::IsMember({"float32", "float64"}))
      ->type_name("NAME");
  command
      ->add_option("--onnx-inputs", options->onnx_inputs,
                   "One input for each column, or one tensor: columns, tensor")
      ->check(CLI::IsMember({"columns", "tensor"}))
      ->type_name("NAME")
      ->capture_default_str();
  command->add_option("--quantize", options->quantize, "Round the weights: int8")
      ->check(CLI::IsMember({"int8"}))
      ->type_name("NAME");
  command->add_option("--data", options->table.file, "Labelled CSV file to measure rounding on")
      ->type_name("DATA.csv");
  command
      ->add_option("--na-values", options->table.na_values,
                   "Further cells that mean a missing value, as in training")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("TEXT,...");
  command->add_flag("--json", options->json, "Print one JSON object instead of sentences");
  command->callback([options] { run_export(*options); });
}

}  // namespace crescent::cli
