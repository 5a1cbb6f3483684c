#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "graph.hpp"

namespace crescent::model::onnx {

/// Adds nodes and constants to a graph, one call each; every call returns the name of its tensor.
class Builder {
 public:
  explicit Builder(Graph& graph) : graph_(graph) {}

  std::string node(const std::string& op_type, std::vector<std::string> inputs, std::string output,
                   std::vector<Attribute> attributes = {}, const std::string& domain = "") {
    graph_.nodes.push_back(
        {op_type, output, std::move(inputs), {output}, std::move(attributes), domain});
    return output;
  }
  std::string constant(const std::string& name, std::vector<std::int64_t> dims,
                       std::vector<double> values, DataType type = DataType::float64) {
    graph_.initializers.push_back({name, std::move(dims), type, std::move(values)});
    return name;
  }
  std::string constant(const std::string& name, const std::vector<std::int64_t>& values) {
    graph_.initializers.push_back({.name = name,
                                   .dims = {static_cast<std::int64_t>(values.size())},
                                   .type = DataType::int64,
                                   .doubles = {},
                                   .int64s = values});
    return name;
  }

 private:
  Graph& graph_;
};

inline Attribute integer(const std::string& name, std::int64_t value) {
  return {name, Attribute::Type::integer, {value}, {}};
}
inline Attribute strings(const std::string& name, std::vector<std::string> values) {
  return {name, Attribute::Type::strings, {}, std::move(values)};
}
inline Attribute cast_to(DataType type) { return integer("to", static_cast<std::int64_t>(type)); }

}  // namespace crescent::model::onnx
