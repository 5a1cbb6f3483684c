#pragma once

#include <string>

#include <crescent/network/network.hpp>

#include "graph_reader.hpp"

namespace crescent::model {

/// Follows a graph from the tensor `features` (N, width) through dense layers to its end. `width`:
/// -1 where it is not known. A layer is Gemm, or MatMul with or without an Add behind it; what lies
/// between two layers is recognised by its values (elementwise.hpp). The output is softmax where
/// the graph ends in Softmax or LogSoftmax or gives two or more numbers as they are (logits), one
/// sigmoid unit where it ends in Sigmoid, and a regression where one number is given as it is.
/// Throws Error(parse).
network::Network read_network(const GraphReader& reader, const std::string& features, Index width);

}  // namespace crescent::model
