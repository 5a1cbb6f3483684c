#include <fmt/format.h>

#include <crescent/data/arrays.hpp>

#include "data/array_table.hpp"

// The format: two zeros, a type, the number of dimensions, each dimension as 4 bytes, the numbers;
// all of them most significant byte first.
namespace crescent::data {
namespace {

template <class T>
void set_item(RawArray& array) {
  array.item_bytes = sizeof(T);
  array.item = [](const char* bytes) { return read_item<T>(bytes, true); };
}

bool find_item(unsigned char type, RawArray& array) {
  switch (type) {
    case 0x08:
      set_item<std::uint8_t>(array);
      return true;
    case 0x09:
      set_item<std::int8_t>(array);
      return true;
    case 0x0B:
      set_item<std::int16_t>(array);
      return true;
    case 0x0C:
      set_item<std::int32_t>(array);
      return true;
    case 0x0D:
      set_item<float>(array);
      return true;
    case 0x0E:
      set_item<double>(array);
      return true;
    default:
      return false;
  }
}

}  // namespace

bool is_idx(std::string_view bytes) {
  RawArray array;
  return bytes.size() >= 4 && bytes[0] == 0 && bytes[1] == 0 &&
         find_item(static_cast<unsigned char>(bytes[2]), array);
}

Table parse_idx(std::string_view bytes, const std::string& source) {
  RawArray array;
  if (!is_idx(bytes) || !find_item(static_cast<unsigned char>(bytes[2]), array))
    throw Error(ErrorCode::parse, "is no IDX file", {.file = source});
  const std::size_t dimensions = static_cast<unsigned char>(bytes[3]);
  bytes.remove_prefix(4);
  if (bytes.size() < 4 * dimensions)
    throw Error(ErrorCode::parse, "is an IDX file whose header breaks off; download it again",
                {.file = source});
  for (std::size_t i = 0; i < dimensions; ++i)
    array.shape.push_back(
        static_cast<std::size_t>(read_item<std::uint32_t>(bytes.data() + 4 * i, true)));
  return array_table(array, bytes.substr(4 * dimensions), source, "an IDX");
}

}  // namespace crescent::data
