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
#include "support/console.hpp"
#include "support/labelled.hpp"
#include "support/table_options.hpp"

namespace crescent::cli {
namespace {

struct Options {
  std::string model;
  std::string format = "c";
  std::string out;
  std::string prefix;
  std::string precision = "float32";
  std::string quantize;
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
      options.precision == "float32" ? model::CPrecision::float32 : model::CPrecision::float64;
  c.int8 = options.quantize == "int8";
  c.na_values.insert(c.na_values.end(), options.table.na_values.begin(),
                     options.table.na_values.end());
  return c;
}

/// What rounding the weights costs on labelled rows.
Json labelled_cost(const model::Model& model, const TableOptions& table) {
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

void run(const Options& options) {
  if (!options.table.file.empty() && options.quantize.empty()) {
    throw Error(ErrorCode::invalid_argument,
                "--data measures what --quantize int8 costs; give both or neither");
  }
  if (options.json && options.out == "-") {
    throw Error(ErrorCode::invalid_argument,
                "--json and --out - both write to standard output; name a file with --out");
  }
  const model::COptions c = c_options(options);
  const model::Model model = model::load(options.model);
  const model::CHeader header = model::to_c(model, c);
  const Json json = summary(model, header, options);
  if (options.out == "-") {
    fmt::print("{}", header.text);
    fmt::print(stderr, "{}", to_text(json));
    return;
  }
  write_file(options.out, header.text);
  if (options.json) {
    print_json(json);
  } else {
    fmt::print("{}\n{} written to {}\n", to_text(json), c.prefix + "_predict_row", options.out);
  }
}

}  // namespace

void add_export(CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("export", "Write a model as C source");
  command->footer(
      R"(Writes the whole model, from raw cells to class names, as one C99 header for any compiler and any
machine: no library, no allocation, no state. Its names begin with the prefix:

  <prefix>_predict_row(cells, probabilities)   texts as in a CSV file, in the order of <prefix>_columns
  <prefix>_predict(numbers, probabilities)     where all columns are numbers; NaN means missing
  <prefix>_self_test()                         0 if embedded rows get the model's answers

Both return the class, or -1 - c if cell c is not the number it should be.

--quantize int8 keeps the weights as bytes, each unit with its own scale: a quarter of the size. What
that costs is measured on the embedded rows, and on your own with --data.

Examples:
  crescent export iris.onnx --format c --out iris.h
  crescent export iris.onnx --format c --quantize int8 --data iris.csv --out iris.h)");
  command->add_option("model", options->model, "Model file, made by 'crescent train'")
      ->required()
      ->type_name("MODEL.onnx");
  command->add_option("--format", options->format, "What to write: c")
      ->check(CLI::IsMember({"c"}))
      ->type_name("NAME")
      ->capture_default_str();
  command->add_option("--out", options->out, "Header to write; - for standard output")
      ->required()
      ->type_name("FILE.h");
  command
      ->add_option("--prefix", options->prefix,
                   "What its names begin with (default: from the file's name)")
      ->type_name("NAME");
  command
      ->add_option("--precision", options->precision,
                   "Numbers of the network: float32, or float64 as in the model")
      ->check(CLI::IsMember({"float32", "float64"}))
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
