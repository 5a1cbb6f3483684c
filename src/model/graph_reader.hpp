#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "onnx/graph.hpp"

namespace crescent::model {

/// Looks things up in a graph and refuses what Crescent cannot read. The graph must outlive it.
class GraphReader {
 public:
  /// `bytes`: the file's size, beyond which no network can be.
  GraphReader(const onnx::Graph& graph, std::string source, std::size_t bytes);

  const onnx::Graph& graph() const { return graph_; }
  std::size_t bytes() const { return bytes_; }
  [[noreturn]] void fail(const std::string& what) const;

  bool has_metadata(const std::string& key) const { return graph_.metadata.contains(key); }
  const std::string& metadata(const std::string& key) const;
  /// The constant of this name, null if there is none: an initialiser, or a Constant's value.
  const onnx::Tensor* find_constant(const std::string& name) const;
  /// The values of a constant of `count` finite numbers.
  const std::vector<double>& doubles(const std::string& name, std::size_t count) const;
  /// The strings of an attribute of the node that makes `output`.
  const std::vector<std::string>& strings(const std::string& output,
                                          const std::string& attribute) const;

 private:
  const onnx::Graph& graph_;
  std::string source_;
  std::size_t bytes_;
  std::map<std::string, const onnx::Tensor*> constants_;
};

/// The attribute of that name, null if there is none.
const onnx::Attribute* find_attribute(const onnx::Node& node, const std::string& name);

}  // namespace crescent::model
