#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include <crescent/data/arrays.hpp>

#include "data/array_table.hpp"

// The format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
namespace crescent::data {
namespace {

using namespace std::string_view_literals;
constexpr std::string_view magic = "\x93NUMPY"sv;

Error damaged_array(const std::string& source, const std::string& what) {
  return {ErrorCode::parse,
          "is an NPY file whose header " + what + "; save it again",
          {.file = source}};
}

/// The header's text and what follows it.
struct Parts {
  std::string_view header;
  std::string_view values;
};

Parts cut(std::string_view bytes, const std::string& source) {
  if (bytes.size() < magic.size() + 2) throw damaged_array(source, "breaks off");
  const int major = bytes[magic.size()];
  if (major < 1 || major > 3)
    throw damaged_array(source, fmt::format("has version {}, and only 1 to 3 are known", major));
  const std::size_t length_bytes = major == 1 ? 2 : 4;
  std::string_view rest = bytes.substr(magic.size() + 2);
  if (rest.size() < length_bytes) throw damaged_array(source, "breaks off");
  std::size_t length = 0;
  for (std::size_t i = length_bytes; i-- > 0;)
    length = length * 256 + static_cast<unsigned char>(rest[i]);
  rest.remove_prefix(length_bytes);
  if (rest.size() < length) throw damaged_array(source, "breaks off");
  return {rest.substr(0, length), rest.substr(length)};
}

/// The text behind `'key':`, up to the dictionary's end.
std::string_view value_of(std::string_view header, std::string_view key,
                          const std::string& source) {
  for (const char quote : {'\'', '"'}) {
    const std::string quoted = quote + std::string(key) + quote;
    auto place = header.find(quoted);
    if (place == std::string_view::npos) continue;
    place = header.find_first_not_of(' ', place + quoted.size());
    if (place == std::string_view::npos || header[place] != ':') break;
    place = header.find_first_not_of(' ', place + 1);
    if (place != std::string_view::npos) return header.substr(place);
  }
  throw damaged_array(source, fmt::format("has no '{}'", key));
}

std::vector<std::size_t> parse_shape(std::string_view text, const std::string& source) {
  constexpr std::size_t most_dimensions = 32;  // NumPy's own
  const auto end = text.find(')');
  if (!text.starts_with('(') || end == std::string_view::npos)
    throw damaged_array(source, "has no list of dimensions as its 'shape'");
  std::vector<std::size_t> shape;
  text = text.substr(1, end - 1);
  while (true) {
    while (!text.empty() && (text.front() == ' ' || text.front() == ',')) text.remove_prefix(1);
    if (text.empty()) return shape;
    std::size_t dimension = 0;
    const auto [stop, status] = std::from_chars(text.data(), text.data() + text.size(), dimension);
    if (status != std::errc() || shape.size() == most_dimensions)
      throw damaged_array(source, "has a 'shape' that is none");
    shape.push_back(dimension);
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
    if (text.starts_with('L')) text.remove_prefix(1);  // written by Python 2
  }
}

double half(const char* bytes, bool big_endian) {
  const auto bits = static_cast<std::uint32_t>(read_item<std::uint16_t>(bytes, big_endian));
  const int exponent = static_cast<int>(bits >> 10 & 31);
  const auto fraction = static_cast<double>(bits & 1023);
  double value = std::ldexp(fraction + (exponent > 0 ? 1024.0 : 0.0), std::max(exponent, 1) - 25);
  if (exponent == 31)
    value = fraction == 0.0 ? std::numeric_limits<double>::infinity()
                            : std::numeric_limits<double>::quiet_NaN();
  return (bits & 0x8000) != 0 ? -value : value;
}

template <class T>
void set_item(RawArray& array, bool big_endian) {
  array.item_bytes = sizeof(T);
  array.item = [big_endian](const char* bytes) { return read_item<T>(bytes, big_endian); };
}

/// How `descr` ("<f8") stores a number; false for what is none.
bool find_item(std::string_view descr, RawArray& array) {
  const bool big = descr.starts_with('>');
  descr.remove_prefix(!descr.empty() && std::string_view("<>|=").find(descr[0]) != descr.npos);
  if (descr == "f8") set_item<double>(array, big);
  if (descr == "f4") set_item<float>(array, big);
  if (descr == "i1") set_item<std::int8_t>(array, big);
  if (descr == "i2") set_item<std::int16_t>(array, big);
  if (descr == "i4") set_item<std::int32_t>(array, big);
  if (descr == "i8") set_item<std::int64_t>(array, big);
  if (descr == "u1" || descr == "b1") set_item<std::uint8_t>(array, big);
  if (descr == "u2") set_item<std::uint16_t>(array, big);
  if (descr == "u4") set_item<std::uint32_t>(array, big);
  if (descr == "u8") set_item<std::uint64_t>(array, big);
  if (descr == "f2") {
    array.item_bytes = 2;
    array.item = [big](const char* bytes) { return half(bytes, big); };
  }
  return array.item_bytes > 0;
}

std::string_view parse_descr(std::string_view text, const std::string& source) {
  if (text.starts_with('['))
    throw Error(ErrorCode::data,
                "holds records of several fields; save a plain array of numbers, or a CSV file",
                {.file = source});
  const auto end = text.empty() ? text.npos : text.find(text[0], 1);
  if (end == text.npos || (text[0] != '\'' && text[0] != '"'))
    throw damaged_array(source, "has no type as its 'descr'");
  return text.substr(1, end - 1);
}

}  // namespace

bool is_npy(std::string_view bytes) { return bytes.starts_with(magic); }

Table parse_npy(std::string_view bytes, const std::string& source) {
  if (!is_npy(bytes)) throw Error(ErrorCode::parse, "is no NPY file", {.file = source});
  const Parts parts = cut(bytes, source);
  RawArray array;
  const std::string_view descr = parse_descr(value_of(parts.header, "descr", source), source);
  if (!find_item(descr, array))
    throw Error(ErrorCode::data,
                fmt::format("holds items of type '{}', which are no real numbers; save it with "
                            "astype('float64')",
                            descr),
                {.file = source});
  const std::string_view order = value_of(parts.header, "fortran_order", source);
  array.fortran_order = order.starts_with("True");
  if (!array.fortran_order && !order.starts_with("False"))
    throw damaged_array(source, "does not say True or False of 'fortran_order'");
  array.shape = parse_shape(value_of(parts.header, "shape", source), source);
  return array_table(array, parts.values, source, "an NPY");
}

}  // namespace crescent::data
