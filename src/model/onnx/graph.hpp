#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace crescent::model::onnx {

/// The part of the ONNX format that Crescent writes and reads, as plain data. Names and numbers are
/// those of onnx.proto (IR version 8).
enum class DataType : std::int32_t {
  none = 0,
  float32 = 1,
  int32 = 6,
  int64 = 7,
  string = 8,
  boolean = 9,
  float64 = 11
};

struct Tensor {
  std::string name;
  std::vector<std::int64_t> dims;
  DataType type = DataType::float64;
  std::vector<double> doubles;            ///< types float64 and float32
  std::vector<std::int64_t> int64s = {};  ///< type int64
  std::vector<std::string> strings = {};  ///< type string
};

struct Attribute {
  enum class Type : std::int32_t {
    number = 1,
    integer = 2,
    string = 3,
    tensor = 4,
    numbers = 6,
    integers = 7,
    strings = 8
  };
  std::string name;
  Type type = Type::integer;
  std::vector<std::int64_t> integers;  ///< one entry for type integer
  std::vector<std::string> strings;    ///< one entry for type string
  std::vector<double> numbers = {};    ///< one entry for type number
  std::vector<Tensor> tensors = {};    ///< one entry for type tensor
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
  // Of the model around it:
  std::map<std::string, std::string> metadata;      ///< metadata_props
  std::string producer = {};                        ///< name and version of what wrote it
  std::map<std::string, std::int64_t> opsets = {};  ///< version by domain
};

/// The bytes of an ONNX model: opset 17, ai.onnx.ml 3, IR version 8.
std::string encode(const Graph& graph);

/// Throws Error(parse) for bytes that are no ONNX model, are truncated, or whose tensors do not
/// hold what their shapes say or lie in another file. Allocates a small multiple of `bytes`.
Graph decode(const std::string& bytes, const std::string& source);

}  // namespace crescent::model::onnx
