#include <cstring>

#include <protozero/pbf_writer.hpp>

#include <crescent/base/version.hpp>

#include "fields.hpp"
#include "graph.hpp"

namespace crescent::model::onnx {
namespace {

using protozero::pbf_writer;

template <class T>
std::string raw(const std::vector<T>& values) {
  std::string bytes(values.size() * sizeof(T), '\0');
  if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;  // little-endian, as the format asks and every platform of ours is
}

std::string raw(const Tensor& tensor) {
  if (tensor.type == DataType::int64) return raw(tensor.int64s);
  if (tensor.type == DataType::float64) return raw(tensor.doubles);
  std::vector<float> values;
  values.reserve(tensor.doubles.size());
  for (const double value : tensor.doubles) values.push_back(static_cast<float>(value));
  return raw(values);
}

std::string encode(const Attribute& attribute) {
  std::string bytes;
  pbf_writer out(bytes);
  out.add_string(attribute_proto::name, attribute.name);
  switch (attribute.type) {
    case Attribute::Type::integer:
      out.add_int64(attribute_proto::i, attribute.integers.at(0));
      break;
    case Attribute::Type::integers:
      for (const auto value : attribute.integers) out.add_int64(attribute_proto::ints, value);
      break;
    default:  // Crescent writes no others
      for (const auto& value : attribute.strings) out.add_bytes(attribute_proto::strings, value);
      break;
  }
  out.add_enum(attribute_proto::type, static_cast<std::int32_t>(attribute.type));
  return bytes;
}

std::string encode(const Node& node) {
  std::string bytes;
  pbf_writer out(bytes);
  for (const auto& input : node.inputs) out.add_string(node_proto::input, input);
  for (const auto& output : node.outputs) out.add_string(node_proto::output, output);
  out.add_string(node_proto::name, node.name);
  out.add_string(node_proto::op_type, node.op_type);
  for (const auto& attribute : node.attributes) {
    out.add_message(node_proto::attribute, encode(attribute));
  }
  if (!node.domain.empty()) out.add_string(node_proto::domain, node.domain);
  return bytes;
}

std::string encode(const Tensor& tensor) {
  std::string bytes;
  pbf_writer out(bytes);
  for (const auto dim : tensor.dims) out.add_int64(tensor_proto::dims, dim);
  out.add_int32(tensor_proto::data_type, static_cast<std::int32_t>(tensor.type));
  out.add_string(tensor_proto::name, tensor.name);
  out.add_bytes(tensor_proto::raw_data, raw(tensor));
  return bytes;
}

std::string encode(const Value& value) {
  std::string shape;
  for (const auto size : value.dims) {
    std::string dim;
    if (size < 0) {
      pbf_writer(dim).add_string(dimension::dim_param, "N");
    } else {
      pbf_writer(dim).add_int64(dimension::dim_value, size);
    }
    pbf_writer(shape).add_message(shape_proto::dim, dim);
  }
  std::string tensor;
  pbf_writer tensor_out(tensor);
  tensor_out.add_int32(tensor_type::elem_type, static_cast<std::int32_t>(value.type));
  tensor_out.add_message(tensor_type::shape, shape);
  std::string type;
  pbf_writer(type).add_message(type_proto::tensor_type, tensor);
  std::string bytes;
  pbf_writer out(bytes);
  out.add_string(value_info::name, value.name);
  out.add_message(value_info::type, type);
  return bytes;
}

std::string encode_graph(const Graph& graph) {
  std::string bytes;
  pbf_writer out(bytes);
  for (const auto& node : graph.nodes) out.add_message(graph_proto::node, encode(node));
  out.add_string(graph_proto::name, graph.name);
  for (const auto& tensor : graph.initializers) {
    out.add_message(graph_proto::initializer, encode(tensor));
  }
  for (const auto& value : graph.inputs) out.add_message(graph_proto::input, encode(value));
  for (const auto& value : graph.outputs) out.add_message(graph_proto::output, encode(value));
  return bytes;
}

void add_opset(pbf_writer& out, const char* domain, std::int64_t version) {
  std::string bytes;
  pbf_writer opset_out(bytes);
  opset_out.add_string(opset::domain, domain);
  opset_out.add_int64(opset::version, version);
  out.add_message(model_proto::opset_import, bytes);
}

}  // namespace

std::string encode(const Graph& graph) {
  std::string bytes;
  pbf_writer out(bytes);
  out.add_int64(model_proto::ir_version, 8);
  out.add_string(model_proto::producer_name, "crescent");
  out.add_string(model_proto::producer_version, std::string(version()));
  out.add_message(model_proto::graph, encode_graph(graph));
  add_opset(out, "", 17);
  add_opset(out, "ai.onnx.ml", 3);
  for (const auto& [key, value] : graph.metadata) {
    std::string pair;
    pbf_writer pair_out(pair);
    pair_out.add_string(entry::key, key);
    pair_out.add_string(entry::value, value);
    out.add_message(model_proto::metadata_props, pair);
  }
  return bytes;
}

}  // namespace crescent::model::onnx
