#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <crescent/base/error.hpp>
#include <crescent/base/version.hpp>
#include <crescent/metrics/classification.hpp>
#include <crescent/model/c_export.hpp>

#include "code.hpp"
#include "model/values.hpp"
#include "text.hpp"

namespace crescent::model {
namespace {

using preprocess::ColumnKind;
using preprocess::ColumnSchema;
using reference::Activation;

bool is_text(const ColumnSchema& column) { return column.kind == ColumnKind::categorical; }

bool has_text(const preprocess::Pipeline& pipeline) {
  return std::any_of(pipeline.columns.begin(), pipeline.columns.end(), is_text);
}

void check(const Model& model, const COptions& options) {
  const std::string& prefix = options.prefix;
  const bool begins = !prefix.empty() && c::macro_name(prefix.substr(0, 1)) != "_" &&
                      (prefix[0] < '0' || prefix[0] > '9');
  const auto is_name = [](char c) { return c == '_' || c::macro_name({&c, 1}) != "_"; };
  if (!begins || !std::all_of(prefix.begin(), prefix.end(), is_name)) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("'{}' cannot begin C names; take letters, digits and _, with a letter "
                            "first",
                            prefix));
  }
  std::set<std::string> names;
  for (const ColumnSchema& column : model.pipeline.columns) {
    if (!names.insert(column.name).second) {
      throw Error(ErrorCode::data,
                  fmt::format("the model has two columns named '{}'", column.name));
    }
    if (is_text(column) && column.levels.empty()) {
      throw Error(ErrorCode::data, fmt::format("the column '{}' has no levels", column.name));
    }
  }
}

/// Writes one model's header part by part.
class Writer {
 public:
  Writer(const Model& model, const COptions& options)
      : pipeline_(model.pipeline),
        network_(model.network),
        options_(options),
        exported_{model.pipeline, options.int8 ? dequantized(model.network) : model.network},
        rows_(test_rows(model)),
        answers_(exported_.predict_proba(rows_)) {
    measure(model);
  }

  CHeader write() {
    add(c::tables_code(pipeline_, options_, answers_.cols(), rows_.rows()));
    add(c::reading_code(has_text(pipeline_), c::clips(pipeline_)));
    add(network_code());
    add(c::prediction_code(!has_text(pipeline_)));
    add(self_test());
    header_.text =
        c::fill(opening(), options_) + body_ + c::fill("\n#endif /* @_MODEL_H */\n", options_);
    return std::move(header_);
  }

 private:
  void add(const std::string& code) { body_ += c::fill(code, options_); }

  void measure(const Model& model) {
    const Matrix<double> expected = model.predict_proba(rows_);
    header_.test_vectors = rows_.rows();
    header_.largest_difference = (expected - answers_).cwiseAbs().maxCoeff();
    const auto labels = metrics::argmax_rows(expected);
    const auto exported_labels = metrics::argmax_rows(answers_);
    for (std::size_t n = 0; n < labels.size(); ++n) {
      header_.changed_labels += labels[n] != exported_labels[n];
    }
    const std::size_t real = single() ? 4 : 8;
    Index widest = 1;
    for (std::size_t k = 0; k < layers().size(); ++k) {
      const auto weights = static_cast<std::size_t>(network_.W(k).size());
      const auto units = static_cast<std::size_t>(layers()[k].units);
      header_.constant_bytes += weights * (options_.int8 ? 1 : real);
      header_.constant_bytes += units * real * (options_.int8 ? 2 : 1);
      header_.multiplications += weights;
      if (layers()[k].activation != Activation::identity) header_.activations += units;
      widest = std::max(widest, layers()[k].units);
    }
    if (!network_.architecture().is_regression())
      header_.activations += static_cast<std::size_t>(layers().back().units);
    header_.stack_bytes =
        real * static_cast<std::size_t>(pipeline_.features() + widest + answers_.cols()) +
        sizeof(double) * static_cast<std::size_t>(widest);
    for (const ColumnSchema& column : pipeline_.columns) {
      header_.constant_bytes +=
          4 * sizeof(std::int32_t) + (c::clips(pipeline_) ? 4 : 3) * sizeof(double);
      for (const std::string& level : column.levels) {
        header_.constant_bytes += sizeof(void*) + level.size() + 1;
      }
    }
  }

  bool single() const { return options_.precision == Precision::float32; }
  const std::vector<reference::Layer>& layers() const { return network_.architecture().layers; }

  std::string opening() const {
    const std::string numbers = single() ? "float" : "double";
    const std::string weights = options_.int8 ? "signed char (int8), one scale a unit" : numbers;
    std::string text = fmt::format(
        "/* {}\n * predicts '{}'. Made by crescent {} export; C99 or C++, needs <math.h> and "
        "<string.h>.\n *\n",
        c::comment(reference::describe(network_.architecture())), c::comment(pipeline_.target),
        version());
    text += fmt::format(
        " * Weights: {}; {}.\n"
        " * Constants: {} bytes ({} parameters). Stack: about {} bytes. No allocation, no state:\n"
        " * any number of threads may call it.\n"
        " * A prediction takes {} multiply-adds and {} activations and exponentials.\n",
        weights,
        single() ? "activations: float; sums and cells: double (sums in float with @_FLOAT_ONLY)"
                 : "computed in double",
        header_.constant_bytes, network_.parameters().size(), header_.stack_bytes,
        header_.multiplications, header_.activations);
    if (options_.int8) {
      text +=
          fmt::format(" * Rounding the weights moved an answer to the test rows by up to {:.2g}.\n",
                      header_.largest_difference);
    }
    text +=
        " *\n *   $_real answer[@_OUTPUTS];\n"
        " *   int best = $_predict_row(cells, answer);   texts, in the order of $_columns\n";
    if (!has_text(pipeline_)) {
      text += " *   int best = $_predict(numbers, answer);     numbers, NaN where missing\n";
    }
    return text +
           (pipeline_.classes.empty() ? " *   best == 0: answer[0] is the value"
                                      : " *   best >= 0: the class, of $_classes") +
           "; best < 0: cell -1 - best is no number\n"
           " *   $_self_test() == 0: the embedded rows get the answers they should\n */\n"
           "#ifndef @_MODEL_H\n#define @_MODEL_H\n";
  }

  /// One layer's constants.
  std::string weights(std::size_t k, const Int8Weights* rounded) const {
    std::string text;
    const auto number = std::to_string(k + 1);
    if (rounded) {
      std::vector<std::string> entries;
      for (Index i = 0; i < rounded->q.rows(); ++i) {
        for (Index j = 0; j < rounded->q.cols(); ++j) {
          entries.push_back(std::to_string(rounded->q(i, j)));
        }
      }
      text += "  static const signed char W" + number + "[] = " + c::braces(entries) + ";\n";
      text += "  static const $_real scale" + number +
              "[] = " + c::braces(values_of(rounded->scale), options_.precision) + ";\n";
    } else {
      text += "  static const $_real W" + number +
              "[] = " + c::braces(values_of(network_.W(k)), options_.precision) + ";\n";
    }
    const auto units = static_cast<std::size_t>(layers()[k].units);
    const auto biases = layers()[k].bias ? values_of(network_.b(k)) : std::vector<double>(units, 0);
    return text + "  static const $_real b" + number +
           "[] = " + c::braces(biases, options_.precision) + ";\n";
  }

  std::string network_code() const {
    std::string code = c::dense_code(options_.int8);
    std::set<Activation> used;
    for (const auto& layer : layers()) {
      if (layer.activation != Activation::identity && used.insert(layer.activation).second)
        code += c::activation_code(layer.activation);
    }
    code += c::output_code(network_.architecture().output);
    code +=
        "\n/* From the network's inputs to what it answers. */\n"
        "@_FUNCTION void $_network(const $_real *x, $_real *outputs)\n{\n";
    const auto rounded = options_.int8 ? quantize(network_) : std::vector<Int8Weights>{};
    Index widest = 1;
    for (std::size_t k = 0; k < layers().size(); ++k) {
      code += weights(k, options_.int8 ? &rounded[k] : nullptr);
      widest = std::max(widest, layers()[k].units);
    }
    code += fmt::format("  $_sum z[{}];\n", widest);
    if (layers().size() > 1) code += fmt::format("  $_real a[{}];\n  int j;\n", widest);
    for (std::size_t k = 0; k < layers().size(); ++k) {
      const auto& layer = layers()[k];
      code += fmt::format("  $_dense({}, {}, W{}, {}b{}, {}, z);\n", k == 0 ? "x" : "a",
                          network_.W(k).rows(), k + 1,
                          options_.int8 ? fmt::format("scale{}, ", k + 1) : "", k + 1, layer.units);
      if (k + 1 == layers().size()) continue;
      const std::string value =
          layer.activation == Activation::identity
              ? "($_real)z[j]"
              : fmt::format("$_{}(($_real)z[j])", c::function_name(layer.activation));
      code += fmt::format("  for (j = 0; j < {}; ++j) a[j] = {};\n", layer.units, value);
    }
    return code + "  $_output(z, outputs);\n}\n";
  }

  std::string self_test() const {
    std::vector<std::string> cells, expected;
    for (std::size_t row = 0; row < rows_.rows(); ++row) {
      std::vector<std::string> line;
      for (std::size_t c = 0; c < rows_.columns.size(); ++c) {
        line.push_back(c::string_literal(rows_.cell(c, row)));
      }
      cells.push_back(c::braces(line));
      expected.push_back(
          c::braces(values_of(answers_.row(static_cast<Index>(row))), Precision::float64));
    }
    return "\n/* 0 if the embedded rows get the answers that the model gave them, else the number "
           "of the "
           "first\n * that does not, from 1. */\n"
           "@_FUNCTION int $_self_test(void)\n{\n"
           "  static const char *const cells[@_TESTS][@_COLUMNS] = " +
           c::braces(cells) +
           ";\n  static const double expected[@_TESTS][@_OUTPUTS] = " + c::braces(expected) +
           ";\n  const double tolerance = " + (single() ? "1e-5" : "1e-9") + ";" +
           c::self_test_code();
  }

  const preprocess::Pipeline& pipeline_;
  const network::Network& network_;
  const COptions& options_;
  Model exported_;  ///< with the weights that the header holds
  data::Table rows_;
  Matrix<double> answers_;
  CHeader header_;
  std::string body_;
};

}  // namespace

CHeader to_c(const Model& model, const COptions& options) {
  check(model, options);
  return Writer(model, options).write();
}

}  // namespace crescent::model
