#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/data/table.hpp>
#include <crescent/model/drift.hpp>
#include <crescent/model/evaluation.hpp>
#include <crescent/network/network.hpp>
#include <crescent/preprocess/pipeline.hpp>

namespace crescent::model {

/// Everything prediction needs: from raw columns through the network to named classes. Its file is
/// an ONNX model, so that any ONNX runtime can use it; docs/formats/model.md describes the file.
struct Model {
  preprocess::Pipeline pipeline;
  network::Network network;
  /// What the network is compared with; kept in the file so that `evaluate` can.
  std::optional<Baselines> baselines = {};
  /// How it was trained, as a JSON object: kept in the file, not needed to predict.
  std::string training = "{}";
  /// How the training rows were distributed, one a column of the pipeline: what `evaluate` tells
  /// drift by. Empty: not known.
  std::vector<ColumnSummary> summaries = {};
  /// Whether the file named no columns, so that those of `pipeline` are called input_0, input_1, …
  bool unnamed_columns = false;

  /// Probabilities (N, K) of the rows of a table; columns are matched by name.
  /// Throws what preprocess::transform throws.
  Matrix<double> predict_proba(const data::Table& table,
                               std::vector<preprocess::UnseenLevels>* unseen = nullptr) const;
  /// The same from raw numbers, one column of `raw` (N, C) for each of the pipeline's columns, NaN
  /// for missing. Throws Error(invalid_argument) if one of them is categorical or C does not fit.
  Matrix<double> predict_proba(const Matrix<double>& raw) const;
};

/// The numbers of a written network.
enum class Precision { float32, float64 };

/// One input for each column, or one tensor (N, C) of all where all are numeric.
enum class OnnxInputs { columns, tensor };

struct OnnxOptions {
  OnnxInputs inputs = OnnxInputs::columns;
  /// Of the network's constants, its arithmetic and the probabilities. Columns are float64 always,
  /// and scaled in it.
  Precision precision = Precision::float64;
};

/// The bytes of the model's ONNX file. Throws Error(data) if a
/// text column stands in the way of OnnxInputs::tensor.
std::string to_onnx(const Model& model, const OnnxOptions& options = {});

/// Reads what `to_onnx` wrote, and networks of dense layers that others did: scikit-learn's
/// MLPClassifier and MLPRegressor by skl2onnx, with or without a scaler in front, and PyTorch's
/// Linear layers with their activations. These have no column names (`input_0`, … stand in), no
/// missing cells (the scaler's mean stands in) and often no class names (0, 1, …).
/// Throws Error(parse), naming `source`, for bytes that are no such model.
Model from_onnx(const std::string& bytes, const std::string& source);

/// Writes the file aside and renames it. Throws Error(io).
void save(const Model& model, const std::filesystem::path& path, const OnnxOptions& options = {});

/// Throws Error(io) if the file cannot be read, Error(parse) if it is no model.
Model load(const std::filesystem::path& path);

}  // namespace crescent::model
