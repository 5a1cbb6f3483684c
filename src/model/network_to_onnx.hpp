#pragma once

#include <string>
#include <vector>

#include <crescent/model/model.hpp>

#include "onnx/builder.hpp"

namespace crescent::model {

/// Names of layer k's constants, from 0.
std::string weights_name(std::size_t layer);
std::string biases_name(std::size_t layer);

/// The network's nodes, from the tensor `features` to the model's outputs `probabilities` or, for a
/// regression, `prediction`; both of `type`.
void add_network(onnx::Builder& build, const network::Network& network, std::string features,
                 onnx::DataType type);

}  // namespace crescent::model
