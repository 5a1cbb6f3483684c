#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/preprocess/pipeline.hpp>

namespace crescent::playground {

/// A function of the two columns of a plane that may be an input of the network.
struct Feature {
  std::string_view name;     ///< "x1^2"
  std::string_view formula;  ///< "x₁²"
  double (*of)(double x1, double x2);
};
const std::vector<Feature>& features();

/// From shown columns to a network's inputs: features of a plane, or the preprocessing of a model
/// that was opened.
class Inputs {
 public:
  /// Features of two columns that are first moved and scaled: (x - mean) / scale.
  /// Throws Error(invalid_argument) for an unknown name or one that comes twice.
  Inputs(const std::vector<std::string>& names, RowVector<double> mean, RowVector<double> scale);
  /// Throws Error(data) where it has a column of text.
  explicit Inputs(preprocess::Pipeline pipeline);

  /// (N, columns) -> (N, inputs).
  Matrix<double> operator()(const Matrix<double>& x) const;
  const std::vector<std::string>& names() const { return names_; }
  Index count() const { return static_cast<Index>(names_.size()); }
  bool of_model() const { return pipeline_.has_value(); }
  /// Every feature of the same two columns, in the order of features(). Not of a model's.
  Inputs every_feature() const;

  /// The preprocessing that a model file has: these inputs' own. Where they are functions of the
  /// columns, which a file cannot hold, its columns are the functions' values.
  preprocess::Pipeline pipeline(const std::vector<std::string>& columns) const;
  /// Whether they are the columns themselves.
  bool are_columns() const;

 private:
  std::optional<preprocess::Pipeline> pipeline_;
  std::vector<const Feature*> features_;
  RowVector<double> mean_, scale_;
  std::vector<std::string> names_;
};

}  // namespace crescent::playground
