#include "inputs.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <crescent/base/choice.hpp>
#include <crescent/base/error.hpp>

namespace crescent::playground {

const std::vector<Feature>& features() {
  static const std::vector<Feature> all = {
      {"x1", "x₁", [](double x1, double) { return x1; }},
      {"x2", "x₂", [](double, double x2) { return x2; }},
      {"x1^2", "x₁²", [](double x1, double) { return x1 * x1; }},
      {"x2^2", "x₂²", [](double, double x2) { return x2 * x2; }},
      {"x1*x2", "x₁x₂", [](double x1, double x2) { return x1 * x2; }},
      {"sin(x1)", "sin x₁", [](double x1, double) { return std::sin(x1); }},
      {"sin(x2)", "sin x₂", [](double, double x2) { return std::sin(x2); }},
  };
  return all;
}

Inputs::Inputs(const std::vector<std::string>& names, RowVector<double> mean,
               RowVector<double> scale)
    : mean_(std::move(mean)), scale_(std::move(scale)), names_(names) {
  std::vector<std::string> known;
  for (const Feature& feature : features()) known.emplace_back(feature.name);
  for (const std::string& name : names) {
    features_.push_back(&features()[find_choice(known, name, "feature")]);
    if (std::count(names.begin(), names.end(), name) > 1) {
      throw Error(ErrorCode::invalid_argument, fmt::format("feature {} comes twice", name));
    }
  }
}

Inputs::Inputs(preprocess::Pipeline pipeline) : names_(pipeline.feature_names()) {
  for (const auto& column : pipeline.columns) {
    if (column.kind == preprocess::ColumnKind::numeric) continue;
    throw Error(ErrorCode::data,
                fmt::format("column '{}' of the model holds text, which cannot be shown in a "
                            "plane: only models of numbers can be opened here",
                            column.name));
  }
  pipeline_ = std::move(pipeline);
}

Matrix<double> Inputs::operator()(const Matrix<double>& x) const {
  if (pipeline_) return preprocess::transform_numbers(*pipeline_, x);
  Matrix<double> inputs(x.rows(), count());
  for (Index n = 0; n < x.rows(); ++n) {
    const double x1 = (x(n, 0) - mean_(0)) / scale_(0);
    const double x2 = (x(n, 1) - mean_(1)) / scale_(1);
    for (std::size_t f = 0; f < features_.size(); ++f) {
      inputs(n, static_cast<Index>(f)) = features_[f]->of(x1, x2);
    }
  }
  return inputs;
}

Inputs Inputs::every_feature() const {
  std::vector<std::string> names;
  for (const Feature& feature : playground::features()) names.emplace_back(feature.name);
  return {names, mean_, scale_};
}

bool Inputs::are_columns() const {
  return !pipeline_ && std::all_of(names_.begin(), names_.end(), [](const std::string& name) {
    return name == "x1" || name == "x2";
  });
}

preprocess::Pipeline Inputs::pipeline(const std::vector<std::string>& columns) const {
  if (pipeline_) return *pipeline_;
  preprocess::Pipeline pipeline;
  const bool direct = are_columns();
  for (const std::string& name : names_) {
    const std::size_t column = name == "x1" ? 0 : 1;
    preprocess::ColumnSchema schema;
    schema.name = direct ? columns[column] : name;
    if (direct) {
      schema.mean = schema.median = mean_(static_cast<Index>(column));
      schema.scale = scale_(static_cast<Index>(column));
    }
    pipeline.columns.push_back(std::move(schema));
  }
  return pipeline;
}

}  // namespace crescent::playground
