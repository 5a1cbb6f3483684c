#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace crescent::model {

/// What an ONNX file holds, whoever wrote it.
struct GraphSummary {
  struct Value {
    std::string name;
    std::string type;                 ///< "float32", "int64", "string", …
    std::vector<std::int64_t> shape;  ///< -1: any number
  };
  std::string producer;                        ///< name and version; may be empty
  std::map<std::string, std::int64_t> opsets;  ///< version by domain ("" is ai.onnx)
  std::vector<Value> inputs;                   ///< without constants
  std::vector<Value> outputs;
  std::map<std::string, std::size_t> operators;  ///< how many of each
  std::size_t constants = 0;                     ///< tensors
  std::size_t constant_values = 0;               ///< entries of all of them
  std::vector<std::string> metadata;             ///< keys of metadata_props
};

/// Throws Error(parse), naming `source`, for bytes that are no ONNX model.
GraphSummary summarise_onnx(const std::string& bytes, const std::string& source);

}  // namespace crescent::model
