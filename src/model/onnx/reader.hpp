#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <protozero/pbf_reader.hpp>

#include "graph.hpp"

// Reading protobuf messages of files that may hold anything.
namespace crescent::model::onnx {

/// What is wrong with the file.
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
  float get_float() { return expect(Wire::fixed32).pbf_reader::get_float(); }
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
void add_int64s(Reader& in, std::vector<std::int64_t>& values);
void add_floats(Reader& in, std::vector<double>& values);
void add_doubles(Reader& in, std::vector<double>& values);

/// A TensorProto. Throws Malformed if its values are not what its shape says or lie elsewhere.
Tensor decode_tensor(const Reader& message);

}  // namespace crescent::model::onnx
