#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace crescent::model::onnx {

/// The part of the ONNX format that Crescent writes and reads, as plain data. Names and numbers are
/// those of onnx.proto (IR version 8).
enum class DataType : std::int32_t { float32 = 1, int64 = 7, string = 8, float64 = 11 };

struct Tensor {
  std::string name;
  std::vector<std::int64_t> dims;
  DataType type = DataType::float64;
  std::vector<double> doubles;       ///< type float64
  std::vector<std::int64_t> int64s;  ///< type int64
};

struct Attribute {
  enum class Type : std::int32_t { integer = 2, integers = 7, strings = 8 };
  std::string name;
  Type type = Type::integer;
  std::vector<std::int64_t> integers;  ///< one entry for type integer
  std::vector<std::string> strings;
};

struct Node {
  std::string op_type;
  std::string name;
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::vector<Attribute> attributes;
  std::string domain;  ///< "" or "ai.onnx.ml"
};

/// A graph input or output; dims -1 stands for the number of rows, "N".
struct Value {
  std::string name;
  DataType type = DataType::float64;
  std::vector<std::int64_t> dims;
};

struct Graph {
  std::string name;
  std::vector<Node> nodes;
  std::vector<Tensor> initializers;
  std::vector<Value> inputs;
  std::vector<Value> outputs;
  std::map<std::string, std::string> metadata;  ///< metadata_props of the model around it
};

/// The bytes of an ONNX model: opset 17, ai.onnx.ml 3, IR version 8.
std::string encode(const Graph& graph);

/// Throws Error(parse) for bytes that are no ONNX model, are truncated, or whose tensors do not
/// hold what their shapes say. Nothing larger than `bytes` is ever allocated.
Graph decode(const std::string& bytes, const std::string& source);

}  // namespace crescent::model::onnx
