#include <algorithm>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/engine/engine.hpp>
#include <crescent/network/network.hpp>

namespace crescent::network {
namespace {

/// The block of a layer's W or b; an empty one where the bias is off.
reference::ParameterBlock find_block(const Architecture& architecture, std::size_t layer,
                                     reference::Role role) {
  for (const auto& block : reference::parameter_blocks(architecture)) {
    if (block.layer == layer && block.role == role) return block;
  }
  return {};
}

}  // namespace

Architecture make_architecture(Index inputs, const std::vector<Index>& hidden, int outputs,
                               Activation activation, Output output) {
  if (output == Output::sigmoid && outputs != 2) {
    throw Error(
        ErrorCode::invalid_argument,
        fmt::format("a sigmoid output tells 2 classes apart, not {}; use softmax", outputs));
  }
  Architecture architecture{.inputs = inputs, .layers = {}, .output = output};
  for (const Index units : hidden)
    architecture.layers.push_back({.units = units, .activation = activation});
  const Index units = output == Output::sigmoid ? 1 : outputs;
  architecture.layers.push_back({.units = units, .activation = Activation::identity});
  return architecture;
}

Network::Network(Architecture architecture) : architecture_(std::move(architecture)) {
  reference::validate(architecture_);
  parameters_.assign(static_cast<std::size_t>(reference::parameter_count(architecture_)), 0.0);
}

Eigen::Map<Matrix<double>> Network::W(std::size_t layer) {
  const auto block = find_block(architecture_, layer, reference::Role::weight);
  return {parameters_.data() + block.offset, block.rows, block.cols};
}
Eigen::Map<const Matrix<double>> Network::W(std::size_t layer) const {
  const auto block = find_block(architecture_, layer, reference::Role::weight);
  return {parameters_.data() + block.offset, block.rows, block.cols};
}
Eigen::Map<RowVector<double>> Network::b(std::size_t layer) {
  const auto block = find_block(architecture_, layer, reference::Role::bias);
  return {parameters_.data() + block.offset, block.cols};
}
Eigen::Map<const RowVector<double>> Network::b(std::size_t layer) const {
  const auto block = find_block(architecture_, layer, reference::Role::bias);
  return {parameters_.data() + block.offset, block.cols};
}

Matrix<double> Network::predict_proba(const Matrix<double>& x) const {
  if (x.cols() != architecture_.inputs) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("the network has {} inputs, but the examples have {} columns",
                            architecture_.inputs, x.cols()));
  }
  Matrix<double> probabilities(x.rows(), architecture_.outputs());
  if (x.rows() > 0) {
    engine::make_engine<double>(architecture_, {}, {.threads = 0, .batch_rows = x.rows()})
        ->predict(parameters_, {x.data(), x.rows(), x.cols()}, probabilities);
  }
  return probabilities;
}

std::vector<int> Network::predict(const Matrix<double>& x) const {
  if (architecture_.is_regression()) {
    throw Error(ErrorCode::invalid_argument,
                "a regression predicts numbers, not classes: ask for predict_proba's values");
  }
  const Matrix<double> probabilities = predict_proba(x);
  std::vector<int> classes(static_cast<std::size_t>(x.rows()));
  for (Index n = 0; n < x.rows(); ++n) {
    Index best = 0;
    probabilities.row(n).maxCoeff(&best);
    classes[static_cast<std::size_t>(n)] = static_cast<int>(best);
  }
  return classes;
}

}  // namespace crescent::network
