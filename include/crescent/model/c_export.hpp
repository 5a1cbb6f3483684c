#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/data/csv.hpp>
#include <crescent/data/table.hpp>
#include <crescent/model/model.hpp>

namespace crescent::model {

struct COptions {
  /// Begins every name of the header: a C identifier that does not begin with `_`.
  std::string prefix = "model";
  /// Of weights and activations. Cells are read and scaled in double always.
  Precision precision = Precision::float32;
  bool int8 = false;  ///< weights as `quantize` makes them, a quarter of float32's size
  /// Cells that mean "no value"; an empty one always does. Name those the model was trained with.
  std::vector<std::string> na_values = data::CsvOptions{}.na_values;
};

struct CHeader {
  std::string text;
  std::size_t constant_bytes = 0;   ///< weights, biases and column tables, without test vectors
  std::size_t stack_bytes = 0;      ///< what a prediction's arrays take
  std::size_t multiplications = 0;  ///< multiply-adds of a prediction
  std::size_t activations = 0;      ///< activations and exponentials of a prediction
  std::size_t test_vectors = 0;     ///< embedded rows with their answers
  double largest_difference = 0;    ///< of an output, from the model: on the embedded rows
  std::size_t changed_labels = 0;   ///< embedded rows whose class is another with rounded weights
};

/// The whole pipeline as one header in C99 (and C++) that needs <math.h> and <string.h>: reading
/// cells, imputation, indicators, scaling, one-hot inputs, network, class names; no allocation, no
/// state, with test vectors and a self-test. docs/formats/c-header.md describes it.
/// Throws Error(invalid_argument) for a prefix that is no C identifier; Error(data) if two columns
/// share a name, a text is too long for a C string, or a weight too large for float32.
CHeader to_c(const Model& model, const COptions& options = {});

/// A layer's weights in 255 steps: W(i, j) ≈ q(i, j) · scale(j), scale(j) = max_i |W(i, j)| / 127.
struct Int8Weights {
  Matrix<std::int8_t> q;
  RowVector<double> scale;  ///< (units), of every unit its own; 0 where all its weights are
};

/// Every layer's weights rounded to the nearest step: symmetric, one scale an output unit.
std::vector<Int8Weights> quantize(const network::Network& network);

/// The network with its weights as `quantize` rounds them: what an int8 header computes.
network::Network dequantized(const network::Network& network);

/// Rows of made-up cells that reach every case of the pipeline: usual and far values, every column
/// missing, levels not seen in training. At least `rows` of them; the same for the same model.
data::Table test_rows(const Model& model, std::size_t rows = 8);

}  // namespace crescent::model
