#include "network_to_onnx.hpp"

#include <cmath>
#include <numbers>
#include <set>

#include <crescent/reference/activations.hpp>

#include "names.hpp"
#include "values.hpp"

namespace crescent::model {
namespace {

using onnx::Builder;
using onnx::DataType;
using onnx::integer;
using reference::Activation;

/// Writes one layer's activation. Runtimes have few of ONNX's functions in float64 (ONNX Runtime
/// has neither Elu, Selu and Softplus nor Erf), so most are put together from those that all have.
class ActivationNodes {
 public:
  ActivationNodes(Builder& build, DataType type) : build_(build), type_(type) {}

  /// The tensor f(z); `number` is the layer's, from 1.
  std::string add(Activation activation, const std::string& z, std::size_t number) {
    path_ = "/a" + std::to_string(number);
    const std::string& a = path_;
    switch (activation) {
      case Activation::tanh:
        return build_.node("Tanh", {z}, a);
      case Activation::sigmoid:
        return build_.node("Sigmoid", {z}, a);
      case Activation::relu:
        return build_.node("Relu", {z}, a);
      case Activation::leaky_relu:  // LeakyRelu's slope is a float32 always
        return build_.node("PRelu", {z, scalar("leaky_slope", reference::leaky_relu_slope)}, a);
      case Activation::elu:
        return build_.node("Add", {relu(z), exponential_part(z)}, a);
      case Activation::selu:
        node("Mul", {exponential_part(z), scalar("selu_alpha", reference::selu_alpha)}, "scaled");
        node("Add", {relu(z), at("scaled")}, "sum");
        return build_.node("Mul", {at("sum"), scalar("selu_scale", reference::selu_scale)}, a);
      case Activation::gelu:
        return build_.node("Mul", {z, normal_share(z)}, a);
      case Activation::silu:
        return build_.node("Mul", {z, node("Sigmoid", {z}, "sigmoid")}, a);
      case Activation::mish:
        return build_.node("Mul", {z, node("Tanh", {softplus(z, at("softplus"))}, "tanh")}, a);
      case Activation::softplus:
        return softplus(z, a);
      case Activation::identity:
        break;
    }
    return build_.node("Identity", {z}, a);
  }

 private:
  std::string at(const std::string& name) const { return path_ + "/" + name; }
  std::string node(const std::string& op_type, std::vector<std::string> inputs,
                   const std::string& name) {
    return build_.node(op_type, std::move(inputs), at(name));
  }
  /// A constant that all layers share.
  std::string constant(const std::string& name, std::vector<std::int64_t> dims,
                       std::vector<double> values) {
    const std::string path = "/network/" + name;
    return known_.insert(path).second
               ? build_.constant(path, std::move(dims), std::move(values), type_)
               : path;
  }
  std::string scalar(const std::string& name, double value) { return constant(name, {1}, {value}); }

  std::string relu(const std::string& z) { return node("Relu", {z}, "relu"); }
  /// e^min(z, 0) - 1.
  std::string exponential_part(const std::string& z) {
    node("Min", {z, scalar("zero", 0)}, "negative");
    node("Exp", {at("negative")}, "exp");
    return node("Sub", {at("exp"), scalar("one", 1)}, "exp_minus_1");
  }
  /// max(z, 0) + log(1 + e^-|z|).
  std::string softplus(const std::string& z, const std::string& output) {
    node("Abs", {z}, "abs");
    node("Neg", {at("abs")}, "minus_abs");
    node("Exp", {at("minus_abs")}, "exp");
    node("Add", {at("exp"), scalar("one", 1)}, "exp_plus_1");
    node("Log", {at("exp_plus_1")}, "log");
    return build_.node("Add", {relu(z), at("log")}, output);
  }
  std::string normal_share(const std::string& z) {
    return type_ == DataType::float64 ? normal_share_by_sines(z) : normal_share_by_erf(z);
  }
  /// Φ(z) = (1 + erf(z / √2)) / 2.
  std::string normal_share_by_erf(const std::string& z) {
    node("Mul", {z, scalar("sqrt_half", std::numbers::sqrt2 / 2)}, "over_sqrt2");
    node("Erf", {at("over_sqrt2")}, "erf");
    node("Add", {at("erf"), scalar("one", 1)}, "erf_plus_1");
    return node("Mul", {at("erf_plus_1"), scalar("half", 0.5)}, "normal_share");
  }
  /// The same where Erf has no float64: Φ(z) = 1/2 + 2/π Σ sin(k t z) e^(-k² t² / 2) / k over odd
  /// k, the Fourier series of a square wave smoothed by the normal density. With t = 0.19 the next
  /// edge of the wave is 16.5 away: for z within ±8.3, beyond which Φ is 0 or 1 in float64, it adds
  /// less than 1e-15, and so do terms beyond k = 45.
  std::string normal_share_by_sines(const std::string& z) {
    constexpr double t = 0.19;
    constexpr int last = 47;
    std::vector<double> frequencies, amplitudes;
    for (int k = 1; k <= last; k += 2) {
      frequencies.push_back(k * t);
      amplitudes.push_back(2 / (std::numbers::pi * k) * std::exp(-0.5 * k * k * t * t));
    }
    const auto terms = static_cast<std::int64_t>(frequencies.size());
    const std::string last_axis = "/network/last_axis";
    if (known_.insert(last_axis).second) build_.constant(last_axis, std::vector<std::int64_t>{-1});
    node("Min", {z, scalar("far", 8.3)}, "not_far_above");
    node("Max", {at("not_far_above"), scalar("minus_far", -8.3)}, "not_far");
    node("Unsqueeze", {at("not_far"), last_axis}, "column");
    node("Mul", {at("column"), constant("frequencies", {terms}, frequencies)}, "angles");
    node("Sin", {at("angles")}, "sines");
    node("MatMul", {at("sines"), constant("amplitudes", {terms, 1}, amplitudes)}, "sum");
    node("Squeeze", {at("sum"), last_axis}, "share_minus_half");
    return node("Add", {at("share_minus_half"), scalar("half", 0.5)}, "normal_share");
  }

  Builder& build_;
  DataType type_;
  std::string path_;
  std::set<std::string> known_;
};

/// From the last z to the model's output.
void add_output(Builder& build, reference::Output output, const std::string& z) {
  switch (output) {
    case reference::Output::identity:
      build.node("Identity", {z}, names::prediction);
      return;
    case reference::Output::softmax:
      build.node("Softmax", {z}, names::probabilities, {integer("axis", -1)});
      return;
    case reference::Output::sigmoid:
      // The probability of class 0 as sigmoid(-z): 1 - sigmoid(z) would cancel.
      build.node("Neg", {z}, "/minus_z");
      build.node("Sigmoid", {"/minus_z"}, "/other_probability");
      build.node("Sigmoid", {z}, names::probability);
      build.node("Concat", {"/other_probability", names::probability}, names::probabilities,
                 {integer("axis", 1)});
  }
}

}  // namespace

std::string weights_name(std::size_t layer) { return "W" + std::to_string(layer + 1); }
std::string biases_name(std::size_t layer) { return "b" + std::to_string(layer + 1); }

void add_network(Builder& build, const network::Network& network, std::string features,
                 DataType type) {
  const auto& architecture = network.architecture();
  ActivationNodes activations(build, type);
  std::string a = std::move(features);
  for (std::size_t k = 0; k < architecture.layers.size(); ++k) {
    const auto& layer = architecture.layers[k];
    const auto W = network.W(k);
    const auto w = build.constant(weights_name(k), {W.rows(), W.cols()}, values_of(W), type);
    const std::string z = "/z" + std::to_string(k + 1);
    if (layer.bias) {
      const auto b = build.constant(biases_name(k), {W.cols()}, values_of(network.b(k)), type);
      build.node("Gemm", {a, w, b}, z);
    } else {
      build.node("MatMul", {a, w}, z);
    }
    a = k + 1 == architecture.layers.size() ? z : activations.add(layer.activation, z, k + 1);
  }
  add_output(build, architecture.output, a);
}

}  // namespace crescent::model
