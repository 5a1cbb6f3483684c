#include <fmt/format.h>

#include <crescent/base/error.hpp>

#include "fields.hpp"
#include "graph.hpp"
#include "reader.hpp"

namespace crescent::model::onnx {
namespace {

Attribute decode_attribute(const Reader& message) {
  Attribute attribute;
  each_field(message, [&](Reader& in) {
    switch (in.tag()) {
      case attribute_proto::name:
        attribute.name = in.get_string();
        return true;
      case attribute_proto::i:
        attribute.integers.push_back(in.get_int64());
        return true;
      case attribute_proto::ints:
        add_int64s(in, attribute.integers);
        return true;
      case attribute_proto::f:
        attribute.numbers.push_back(static_cast<double>(in.get_float()));
        return true;
      case attribute_proto::floats:
        add_floats(in, attribute.numbers);
        return true;
      case attribute_proto::s:
      case attribute_proto::strings:
        attribute.strings.push_back(in.get_bytes());
        return true;
      case attribute_proto::t:
        attribute.tensors.push_back(decode_tensor(in.get_message()));
        return true;
      case attribute_proto::type:
        attribute.type = static_cast<Attribute::Type>(in.get_enum());
        return true;
      default:
        return false;
    }
  });
  if (attribute.name.empty()) throw Malformed{"an attribute has no name"};
  return attribute;
}

Node decode_node(const Reader& message) {
  Node node;
  each_field(message, [&](Reader& in) {
    switch (in.tag()) {
      case node_proto::input:
        node.inputs.push_back(in.get_string());
        return true;
      case node_proto::output:
        node.outputs.push_back(in.get_string());
        return true;
      case node_proto::name:
        node.name = in.get_string();
        return true;
      case node_proto::op_type:
        node.op_type = in.get_string();
        return true;
      case node_proto::attribute:
        node.attributes.push_back(decode_attribute(in.get_message()));
        return true;
      case node_proto::domain:
        node.domain = in.get_string();
        return true;
      default:
        return false;
    }
  });
  // A node of two bytes would take a hundred times its size in memory.
  if (node.op_type.empty() || node.outputs.empty()) throw Malformed{"an operator has no result"};
  return node;
}

std::vector<std::int64_t> decode_shape(const Reader& message) {
  std::vector<std::int64_t> dims;
  each_field(message, [&](Reader& in) {
    if (in.tag() != shape_proto::dim) return false;
    std::int64_t size = -1;
    each_field(in.get_message(), [&](Reader& dim) {
      if (dim.tag() != dimension::dim_value) return false;
      size = dim.get_int64();
      return true;
    });
    dims.push_back(size);
    return true;
  });
  return dims;
}

Value decode_value(const Reader& message) {
  Value value;
  const auto tensor = [&](Reader& in) {
    switch (in.tag()) {
      case tensor_type::elem_type:
        value.type = static_cast<DataType>(in.get_int32());
        return true;
      case tensor_type::shape:
        value.dims = decode_shape(in.get_message());
        return true;
      default:
        return false;
    }
  };
  each_field(message, [&](Reader& in) {
    switch (in.tag()) {
      case value_info::name:
        value.name = in.get_string();
        return true;
      case value_info::type:
        each_field(in.get_message(), [&](Reader& type) {
          if (type.tag() != type_proto::tensor_type) return false;
          each_field(type.get_message(), tensor);
          return true;
        });
        return true;
      default:
        return false;
    }
  });
  if (value.name.empty()) throw Malformed{"an input or output has no name"};
  return value;
}

void decode_graph(const Reader& message, Graph& graph) {
  each_field(message, [&](Reader& in) {
    switch (in.tag()) {
      case graph_proto::node:
        graph.nodes.push_back(decode_node(in.get_message()));
        return true;
      case graph_proto::name:
        graph.name = in.get_string();
        return true;
      case graph_proto::initializer:
        graph.initializers.push_back(decode_tensor(in.get_message()));
        return true;
      case graph_proto::input:
        graph.inputs.push_back(decode_value(in.get_message()));
        return true;
      case graph_proto::output:
        graph.outputs.push_back(decode_value(in.get_message()));
        return true;
      default:
        return false;
    }
  });
}

void decode_opset(const Reader& message, Graph& graph) {
  std::string domain;
  std::int64_t version = 0;
  each_field(message, [&](Reader& in) {
    switch (in.tag()) {
      case opset::domain:
        domain = in.get_string();
        return true;
      case opset::version:
        version = in.get_int64();
        return true;
      default:
        return false;
    }
  });
  graph.opsets[domain] = version;
}

void decode_metadata(const Reader& message, Graph& graph) {
  std::string key, value;
  each_field(message, [&](Reader& in) {
    switch (in.tag()) {
      case entry::key:
        key = in.get_string();
        return true;
      case entry::value:
        value = in.get_string();
        return true;
      default:
        return false;
    }
  });
  graph.metadata[key] = value;
}

Graph decode_model(const std::string& bytes) {
  Graph graph;
  bool has_graph = false;
  each_field(Reader(bytes), [&](Reader& in) {
    switch (in.tag()) {
      case model_proto::graph:
        decode_graph(in.get_message(), graph), has_graph = true;
        return true;
      case model_proto::producer_name:
        graph.producer = in.get_string() + graph.producer;
        return true;
      case model_proto::producer_version:
        graph.producer += " " + in.get_string();
        return true;
      case model_proto::opset_import:
        decode_opset(in.get_message(), graph);
        return true;
      case model_proto::metadata_props:
        decode_metadata(in.get_message(), graph);
        return true;
      default:
        return false;
    }
  });
  if (!has_graph) throw Malformed{"it has no graph"};
  return graph;
}

}  // namespace

Graph decode(const std::string& bytes, const std::string& source) {
  const auto fail = [&](const std::string& reason) {
    return Error(
        ErrorCode::parse,
        fmt::format("is not an ONNX model, or a damaged one ({}); train it again or fetch it anew",
                    reason),
        {.file = source});
  };
  try {
    if (bytes.empty()) throw Malformed{"the file is empty"};
    return decode_model(bytes);
  } catch (const protozero::exception& error) {
    throw fail(error.what());
  } catch (const Malformed& malformed) {
    throw fail(malformed.what);
  }
}

}  // namespace crescent::model::onnx
