#include <filesystem>
#include <memory>
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

struct Options {
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

model::COptions c_options(const Options& options) {
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

/// What rounding the weights does to predicted values: no labels are needed to see it.
Json value_cost(const model::Model& model, const TableOptions& table) {
  const data::Table rows = table.read();
  model::Model rounded = model;
  rounded.network = model::dequantized(model.network);
  const Matrix<double> difference =
      (model.predict_proba(rows) - rounded.predict_proba(rows)).cwiseAbs();
  return {{"rows", rows.rows()},
          {"largest_difference", difference.maxCoeff()},
          {"mean_difference", difference.mean()}};
}

/// What rounding the weights costs on labelled rows.
Json labelled_cost(const model::Model& model, const TableOptions& table) {
  if (model.pipeline.classes.empty()) return value_cost(model, table);
  const Labelled labelled = label_rows(model, table.read());
  const auto scores = [&](const network::Network& network) {
    const Matrix<double> p = network.predict_proba(labelled.x);
    return Json{{"accuracy", metrics::accuracy(labelled.y, metrics::argmax_rows(p))},
                {"log_loss", metrics::log_loss(labelled.y, p)}};
  };
  return {{"rows", labelled.y.size()},
          {"model", scores(model.network)},
          {"int8", scores(model::dequantized(model.network))}};
}

Json summary(const model::Model& model, const model::CHeader& header, const Options& options) {
  Json json = {{"out", options.out},
               {"constant_bytes", header.constant_bytes},
               {"stack_bytes", header.stack_bytes},
               {"multiplications", header.multiplications},
               {"activations", header.activations},
               {"test_vectors", header.test_vectors}};
  if (options.quantize.empty()) return json;
  json["quantization"] = {{"largest_difference", header.largest_difference},
                          {"changed_labels", header.changed_labels}};
  if (!options.table.file.empty())
    json["quantization"]["data"] = labelled_cost(model, options.table);
  return json;
}

std::string to_text(const Json& json) {
  std::string text = fmt::format(
      "{} bytes of constants, {} multiply-adds a prediction, {} test vectors\n",
      json["constant_bytes"].get<std::size_t>(), json["multiplications"].get<std::size_t>(),
      json["test_vectors"].get<std::size_t>());
  if (!json.contains("quantization")) return text;
  const Json& cost = json["quantization"];
  text += fmt::format(
      "int8 weights move an answer to the test vectors by up to {:.2g} and change {} of their {} "
      "classes\n",
      cost["largest_difference"].get<double>(), cost["changed_labels"].get<std::size_t>(),
      json["test_vectors"].get<std::size_t>());
  if (!cost.contains("data")) return text;
  const Json& data = cost["data"];
  if (data.contains("mean_difference")) {
    return text + fmt::format(
                      "on {} rows they move a predicted value by {:.4g} in the mean, by up to "
                      "{:.4g}\n",
                      data["rows"].get<std::size_t>(), data["mean_difference"].get<double>(),
                      data["largest_difference"].get<double>());
  }
  const auto line = [&](const char* name, const char* key) {
    return fmt::format("{:<20} {:>8.4f}  {:>8.4f}\n", name, data[key]["accuracy"].get<double>(),
                       data[key]["log_loss"].get<double>());
  };
  return text +
         fmt::format("\n{:<20} {:>8}  {:>8}\n",
                     fmt::format("on {} rows", data["rows"].get<std::size_t>()), "accuracy",
                     "log loss") +
         line("the model", "model") + line("int8 weights", "int8");
}

void write(const Options& options, const std::string& text) {
  if (options.out == "-") {
    fmt::print("{}", text);
  } else {
    write_file(options.out, text);
  }
}

void export_c(const Options& options, const model::Model& model) {
  const model::COptions c = c_options(options);
  const model::CHeader header = model::to_c(model, c);
  const Json json = summary(model, header, options);
  write(options, header.text);
  if (options.out == "-") {
    fmt::print(stderr, "{}", to_text(json));
  } else if (options.json) {
    print_json(json);
  } else {
    fmt::print("{}\n{} written to {}\n", to_text(json), c.prefix + "_predict_row", options.out);
  }
}

void export_onnx(const Options& options, const model::Model& model) {
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

void check(const Options& options) {
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

void run(const Options& options) {
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
  auto options = std::make_shared<Options>();
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
  command->callback([options] { run(*options); });
}

}  // namespace crescent::cli
