#include <cstring>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <protozero/pbf_reader.hpp>

#include <crescent/base/error.hpp>

#include "fields.hpp"
#include "graph.hpp"

namespace crescent::model::onnx {
namespace {

struct Malformed {
  std::string what;
};

/// protozero only asserts that a field is encoded as its type asks; a damaged file may hold
/// anything, so it is checked here.
class Reader : public protozero::pbf_reader {
 public:
  Reader(const pbf_reader& reader) : pbf_reader(reader) {}  // NOLINT: a view of the same bytes
  explicit Reader(const std::string& bytes) : pbf_reader(bytes) {}

  std::int64_t get_int64() { return expect(Wire::varint).pbf_reader::get_int64(); }
  std::int32_t get_int32() { return expect(Wire::varint).pbf_reader::get_int32(); }
  std::int32_t get_enum() { return expect(Wire::varint).pbf_reader::get_enum(); }
  double get_double() { return expect(Wire::fixed64).pbf_reader::get_double(); }
  std::string get_string() { return expect(Wire::length_delimited).pbf_reader::get_string(); }
  std::string get_bytes() { return expect(Wire::length_delimited).pbf_reader::get_bytes(); }
  Reader get_message() { return expect(Wire::length_delimited).pbf_reader::get_message(); }

 private:
  using Wire = protozero::pbf_wire_type;

  pbf_reader& expect(Wire type) {
    if (wire_type() != type) throw Malformed{fmt::format("field {} is of another type", tag())};
    return *this;
  }
};

/// Calls `field(in)` for every field; a field it does not read is skipped.
template <class F>
void each_field(Reader in, F field) {
  while (in.next()) {
    if (!field(in)) in.skip();
  }
}

/// Numbers of a repeated field, packed into one or one by one.
void add_int64s(Reader& in, std::vector<std::int64_t>& values) {
  if (in.wire_type() == protozero::pbf_wire_type::length_delimited) {
    for (const auto value : in.get_packed_int64()) values.push_back(value);
  } else {
    values.push_back(in.get_int64());
  }
}

void add_doubles(Reader& in, std::vector<double>& values) {
  if (in.wire_type() == protozero::pbf_wire_type::length_delimited) {
    for (const auto value : in.get_packed_double()) values.push_back(value);
  } else {
    values.push_back(in.get_double());
  }
}

template <class T>
std::vector<T> from_raw(const std::string& bytes, const std::string& name) {
  if (bytes.size() % sizeof(T) != 0) throw Malformed{fmt::format("tensor '{}' is cut off", name)};
  std::vector<T> values(bytes.size() / sizeof(T));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

void check_shape(const Tensor& tensor, std::size_t found) {
  bool fits = true;
  std::size_t expected = 1;
  for (const auto dim : tensor.dims) {
    if (dim < 0) throw Malformed{fmt::format("tensor '{}' has a negative dimension", tensor.name)};
    const auto size = static_cast<std::size_t>(dim);
    if (size > 0 && expected > found / size) fits = false;  // the product could overflow
    if (fits) expected *= size;
  }
  if (!fits || expected != found) {
    throw Malformed{fmt::format("tensor '{}' holds {} values, not the {} of its shape", tensor.name,
                                found, fmt::join(tensor.dims, " x "))};
  }
}

Tensor decode_tensor(const Reader& message) {
  Tensor tensor;
  std::int32_t type = 0;
  std::string bytes;
  bool has_raw = false;
  each_field(message, [&](Reader& in) {
    switch (in.tag()) {
      case tensor_proto::dims:
        add_int64s(in, tensor.dims);
        return true;
      case tensor_proto::data_type:
        type = in.get_int32();
        return true;
      case tensor_proto::name:
        tensor.name = in.get_string();
        return true;
      case tensor_proto::raw_data:
        bytes = in.get_bytes(), has_raw = true;
        return true;
      case tensor_proto::int64_data:
        add_int64s(in, tensor.int64s);
        return true;
      case tensor_proto::double_data:
        add_doubles(in, tensor.doubles);
        return true;
      default:
        return false;
    }
  });
  tensor.type = static_cast<DataType>(type);
  switch (tensor.type) {
    case DataType::float64:
      if (has_raw) tensor.doubles = from_raw<double>(bytes, tensor.name);
      check_shape(tensor, tensor.doubles.size());
      break;
    case DataType::int64:
      if (has_raw) tensor.int64s = from_raw<std::int64_t>(bytes, tensor.name);
      check_shape(tensor, tensor.int64s.size());
      break;
    default:
      break;  // kept without values: whoever needs it will miss them
  }
  return tensor;
}

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
      case attribute_proto::strings:
        attribute.strings.push_back(in.get_bytes());
        return true;
      case attribute_proto::type:
        attribute.type = static_cast<Attribute::Type>(in.get_enum());
        return true;
      default:
        return false;
    }
  });
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

Graph decode_model(const std::string& bytes) {
  Graph graph;
  bool has_graph = false;
  each_field(Reader(bytes), [&](Reader& in) {
    switch (in.tag()) {
      case model_proto::graph:
        decode_graph(in.get_message(), graph), has_graph = true;
        return true;
      case model_proto::metadata_props: {
        std::string key, value;
        each_field(in.get_message(), [&](Reader& pair) {
          switch (pair.tag()) {
            case entry::key:
              key = pair.get_string();
              return true;
            case entry::value:
              value = pair.get_string();
              return true;
            default:
              return false;
          }
        });
        graph.metadata[key] = value;
        return true;
      }
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
