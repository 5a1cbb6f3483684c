#include <cstring>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "fields.hpp"
#include "reader.hpp"

namespace crescent::model::onnx {
namespace {

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

/// The values that the tensor's type asks for, from the bytes of raw_data or from its own field.
void settle_values(Tensor& tensor, const std::string& raw, bool has_raw) {
  switch (tensor.type) {
    case DataType::float64:
      if (has_raw) tensor.doubles = from_raw<double>(raw, tensor.name);
      check_shape(tensor, tensor.doubles.size());
      break;
    case DataType::float32:
      if (has_raw) {
        const auto values = from_raw<float>(raw, tensor.name);
        tensor.doubles.assign(values.begin(), values.end());
      }
      check_shape(tensor, tensor.doubles.size());
      break;
    case DataType::int64:
      if (has_raw) tensor.int64s = from_raw<std::int64_t>(raw, tensor.name);
      check_shape(tensor, tensor.int64s.size());
      break;
    case DataType::string:
      check_shape(tensor, tensor.strings.size());
      break;
    default:
      break;  // kept without values: whoever needs it will miss them
  }
}

}  // namespace

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

void add_floats(Reader& in, std::vector<double>& values) {
  if (in.wire_type() == protozero::pbf_wire_type::length_delimited) {
    for (const auto value : in.get_packed_float()) values.push_back(static_cast<double>(value));
  } else {
    values.push_back(static_cast<double>(in.get_float()));
  }
}

Tensor decode_tensor(const Reader& message) {
  Tensor tensor;
  tensor.type = DataType::none;
  std::string raw;
  bool has_raw = false;
  each_field(message, [&](Reader& in) {
    switch (in.tag()) {
      case tensor_proto::dims:
        add_int64s(in, tensor.dims);
        return true;
      case tensor_proto::data_type:
        tensor.type = static_cast<DataType>(in.get_int32());
        return true;
      case tensor_proto::name:
        tensor.name = in.get_string();
        return true;
      case tensor_proto::raw_data:
        raw = in.get_bytes(), has_raw = true;
        return true;
      case tensor_proto::float_data:
        add_floats(in, tensor.doubles);
        return true;
      case tensor_proto::double_data:
        add_doubles(in, tensor.doubles);
        return true;
      case tensor_proto::int64_data:
        add_int64s(in, tensor.int64s);
        return true;
      case tensor_proto::string_data:
        tensor.strings.push_back(in.get_bytes());
        return true;
      case tensor_proto::data_location:
        if (in.get_enum() != 0)
          throw Malformed{fmt::format("the values of '{}' lie in another file", tensor.name)};
        return true;
      default:
        return false;
    }
  });
  settle_values(tensor, raw, has_raw);
  return tensor;
}

}  // namespace crescent::model::onnx
