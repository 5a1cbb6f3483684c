#include "network_from_onnx.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "elementwise.hpp"

namespace crescent::model {
namespace {

using onnx::Node;
using onnx::Tensor;
using reference::Activation;
using reference::Architecture;
using reference::Output;

/// A layer's constants as they stand in the file.
struct Dense {
  std::string W;
  bool transposed = false;  ///< (units, inputs)
  double factor = 1;        ///< of the weights, Gemm's alpha
  std::string b;            ///< empty without bias
  double bias_factor = 1;
  Index inputs = 0;
  Index units = 0;
};

/// Goes through the nodes once, in the file's order, in which ONNX has every tensor before its use.
class Scan {
 public:
  Scan(const GraphReader& reader, const std::string& features, Index width)
      : reader_(reader), width_(width), known_{{features, probe_points()}} {}

  network::Network network() {
    for (const Node& node : reader_.graph().nodes) {
      if (start_layer(node) || add_bias(node) || end_in_softmax(node)) continue;
      follow(node);
    }
    if (dense_.empty()) reader_.fail("it has no dense layer that its inputs reach");
    if (beyond_) {
      reader_.fail(fmt::format("a layer lies behind operators that are no activation it knows{}",
                               unknown_.empty() ? "" : fmt::format(" ('{}')", unknown_)));
    }
    architecture_.inputs = dense_.front().inputs;
    architecture_.output = output();
    return filled();
  }

 private:
  bool start_layer(const Node& node) {
    if ((node.op_type != "Gemm" && node.op_type != "MatMul") || node.inputs.size() < 2)
      return false;
    const auto a = known_.find(node.inputs[0]);
    const Tensor* W = reader_.find_constant(node.inputs[1]);
    if (a != known_.end() && a->second.cols() == 1 && !W)
      reader_.fail(fmt::format("its constant '{}' is missing", node.inputs[1]));
    if (a == known_.end() || a->second.cols() != 1 || !W || W->dims.size() != 2) {
      // A product that is no part of an activation is a layer this scan cannot reach.
      beyond_ = beyond_ || (W && W->dims.size() == 2 && a == known_.end());
      return false;
    }
    const Dense layer = read_dense(node, *W);
    if (layer.inputs != width_ && width_ >= 0) reader_.fail("the layers do not fit together");
    const auto activation = find_activation(a->second);
    if (!activation || (dense_.empty() && *activation != Activation::identity)) {
      reader_.fail(dense_.empty()
                       ? "its inputs pass through operators that it does not know"
                       : fmt::format("layer {} has no activation that it knows", dense_.size()));
    }
    if (!dense_.empty()) architecture_.layers.back().activation = *activation;
    width_ = layer.units;
    dense_.push_back(layer);
    architecture_.layers.push_back(
        {.units = width_, .activation = Activation::identity, .bias = !layer.b.empty()});
    begin_at(node.outputs[0]);
    return true;
  }

  Dense read_dense(const Node& node, const Tensor& W) const {
    Dense layer;
    layer.W = node.inputs[1];
    if (node.op_type == "Gemm") {
      const auto flag = [&](const char* name) {
        const auto* entry = find_attribute(node, name);
        return entry && !entry->integers.empty() && entry->integers[0] != 0;
      };
      const auto factor = [&](const char* name) {
        const auto* entry = find_attribute(node, name);
        return entry && !entry->numbers.empty() ? entry->numbers[0] : 1.0;
      };
      if (flag("transA")) reader_.fail("a layer turns its inputs around (transA)");
      layer.transposed = flag("transB");
      layer.factor = factor("alpha");
      layer.bias_factor = factor("beta");
      if (node.inputs.size() > 2) layer.b = node.inputs[2];
    }
    layer.inputs = static_cast<Index>(W.dims[layer.transposed ? 1 : 0]);
    layer.units = static_cast<Index>(W.dims[layer.transposed ? 0 : 1]);
    return layer;
  }

  /// z = x W, then + b in a node of its own.
  bool add_bias(const Node& node) {
    if (node.op_type != "Add" || node.inputs.size() != 2 || dense_.empty()) return false;
    if (!dense_.back().b.empty()) return false;
    const bool second = node.inputs[0] == z_;
    if (!second && node.inputs[1] != z_) return false;
    const std::string& name = node.inputs[second ? 1 : 0];
    const Tensor* b = reader_.find_constant(name);
    if (!b || static_cast<Index>(b->doubles.size()) != dense_.back().units) return false;
    dense_.back().b = name;
    architecture_.layers.back().bias = true;
    begin_at(node.outputs[0]);
    return true;
  }

  bool end_in_softmax(const Node& node) {
    if (node.op_type != "Softmax" && node.op_type != "LogSoftmax") return false;
    const auto z = node.inputs.empty() ? known_.end() : known_.find(node.inputs[0]);
    if (z == known_.end() || dense_.empty()) return false;
    if (find_activation(z->second) != Activation::identity) return false;
    softmax_ = true;
    return true;
  }

  void begin_at(const std::string& z) {
    z_ = z;
    known_.clear();
    unknown_.clear();
    softmax_ = false;
    known_[z] = probe_points();
  }

  /// Keeps what an operator makes of the values that are known.
  void follow(const Node& node) {
    std::vector<Matrix<double>> inputs;
    bool reached = false;
    for (const std::string& name : node.inputs) {
      const auto found = known_.find(name);
      if (found != known_.end()) {
        inputs.push_back(found->second);
        reached = true;
        continue;
      }
      const Tensor* constant = reader_.find_constant(name);
      if (!constant) return note_unknown(node, reached);
      const auto count = static_cast<Index>(std::min<std::size_t>(constant->doubles.size(), 100));
      inputs.push_back(Eigen::Map<const Matrix<double>>(constant->doubles.data(), 1, count));
    }
    if (!reached) return;
    if (const auto values = apply_operator(node, inputs)) {
      known_[node.outputs[0]] = *values;
    } else {
      note_unknown(node, true);
    }
  }

  void note_unknown(const Node& node, bool reached) {
    if (reached && unknown_.empty()) unknown_ = node.op_type;
  }

  Output output() const {
    if (softmax_) return Output::softmax;
    bool given_as_is = false;
    for (const auto& value : reader_.graph().outputs) {
      const auto found = known_.find(value.name);
      given_as_is = given_as_is || (found != known_.end() &&
                                    find_activation(found->second) == Activation::identity);
    }
    if (given_as_is) return width_ == 1 ? Output::identity : Output::softmax;
    const bool sigmoid = std::any_of(known_.begin(), known_.end(), [](const auto& entry) {
      return find_activation(entry.second) == Activation::sigmoid;
    });
    if (width_ == 1 && sigmoid) return Output::sigmoid;
    reader_.fail("its outputs are neither classes (softmax, sigmoid, or logits) nor one number");
  }

  network::Network filled() const {
    std::size_t parameters = 0;
    for (const Dense& layer : dense_) {
      parameters += reader_.find_constant(layer.W)->doubles.size() + (layer.b.empty() ? 0 : 1);
      if (parameters > reader_.bytes()) reader_.fail("its layers use one constant again and again");
    }
    network::Network network(architecture_);
    for (std::size_t k = 0; k < dense_.size(); ++k) fill(network, k);
    return network;
  }

  void fill(network::Network& network, std::size_t k) const {
    const Dense& layer = dense_[k];
    auto W = network.W(k);
    const auto& values = reader_.doubles(layer.W, static_cast<std::size_t>(W.size()));
    const Eigen::Map<const Matrix<double>> stored(values.data(),
                                                  layer.transposed ? W.cols() : W.rows(),
                                                  layer.transposed ? W.rows() : W.cols());
    W = layer.factor *
        (layer.transposed ? Matrix<double>(stored.transpose()) : Matrix<double>(stored));
    if (!W.allFinite()) reader_.fail(fmt::format("'{}' times alpha is not finite", layer.W));
    if (layer.b.empty()) return;
    auto b = network.b(k);
    const auto& biases = reader_.doubles(layer.b, static_cast<std::size_t>(b.size()));
    b = layer.bias_factor * Eigen::Map<const RowVector<double>>(biases.data(), b.size());
    if (!b.allFinite()) reader_.fail(fmt::format("'{}' times beta is not finite", layer.b));
  }

  const GraphReader& reader_;
  Index width_;
  Architecture architecture_;
  std::vector<Dense> dense_;
  std::string z_;
  std::map<std::string, Matrix<double>> known_;  ///< tensors since the last layer, at the points
  std::string unknown_;                          ///< the first operator that led away from them
  bool softmax_ = false;
  bool beyond_ = false;
};

}  // namespace

network::Network read_network(const GraphReader& reader, const std::string& features, Index width) {
  return Scan(reader, features, width).network();
}

}  // namespace crescent::model
