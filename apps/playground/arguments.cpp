#include <cstring>

#include <fmt/format.h>

#include <crescent/base/error.hpp>

#include "calls.hpp"

namespace crescent::playground {
namespace {

[[noreturn]] void refuse_arguments(std::size_t place, std::string_view expected) {
  throw Error(ErrorCode::invalid_argument,
              fmt::format("argument {} must be {}", place + 1, expected));
}

}  // namespace

const Json& Arguments::operator[](std::size_t place) const {
  static const Json none;
  return place < list_.size() ? list_[place] : none;
}

std::vector<double> Arguments::doubles(std::size_t place) const {
  const Json& argument = (*this)[place];
  if (!argument.is_object() || !argument.contains("$array") ||
      argument["$array"]["type"] != "f64") {
    refuse_arguments(place, "a Float64Array");
  }
  std::vector<double> values(argument["$array"]["length"].get<std::size_t>());
  if (!values.empty()) {
    std::memcpy(values.data(), arrays_ + argument["$array"]["at"].get<std::size_t>(),
                values.size() * sizeof(double));
  }
  return values;
}

std::string Arguments::bytes(std::size_t place) const {
  const Json& argument = (*this)[place];
  if (argument.is_string()) return argument.get<std::string>();
  if (!argument.is_object() || !argument.contains("$array") || argument["$array"]["type"] != "u8") {
    refuse_arguments(place, "a text or a Uint8Array");
  }
  const auto length = argument["$array"]["length"].get<std::size_t>();
  std::string text(length, '\0');
  if (length > 0) {
    std::memcpy(text.data(), arrays_ + argument["$array"]["at"].get<std::size_t>(), length);
  }
  return text;
}

std::size_t Arguments::count(std::size_t place) const {
  const Json& argument = (*this)[place];
  if (!argument.is_number() || argument.get<double>() < 0 || argument.get<double>() > 1e9 ||
      argument.get<double>() !=
          static_cast<double>(static_cast<long long>(argument.get<double>()))) {
    refuse_arguments(place, "a whole number of at least 0");
  }
  return static_cast<std::size_t>(argument.get<double>());
}

}  // namespace crescent::playground
