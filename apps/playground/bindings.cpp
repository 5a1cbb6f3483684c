// What WebAssembly exports: web/src/engine/module.d.ts.
#include <cstddef>
#include <exception>
#include <map>
#include <string>

#include <emscripten/emscripten.h>

#include <crescent/base/error.hpp>

#include "calls.hpp"

namespace crescent::playground {
namespace {

std::map<int, Desk>& desks() {
  static std::map<int, Desk> all;
  return all;
}

/// The last answer: its arrays and text stay where they are until the next call.
struct Last {
  Answer answer;
  std::string text;
};
Last& last() {
  static Last one;
  return one;
}

const char* type_name(const std::vector<double>&) { return "f64"; }
const char* type_name(const std::vector<float>&) { return "f32"; }
const char* type_name(const std::vector<int>&) { return "i32"; }
const char* type_name(const std::vector<unsigned char>&) { return "u8"; }

Json places(const Answer& answer) {
  Json list = Json::array();
  for (const auto& array : answer.arrays()) {
    std::visit(
        [&](const auto& numbers) {
          list.push_back({{"path", array.path},
                          {"type", type_name(numbers)},
                          {"at", reinterpret_cast<std::size_t>(numbers.data())},
                          {"length", numbers.size()}});
        },
        array.numbers);
  }
  return list;
}

std::string error_text(const char* code, const std::string& message, const Location& where) {
  const Json error = {
      {"error",
       {{"code", code},
        {"message", message},
        {"where", {{"file", where.file}, {"line", where.line}, {"column", where.column}}}}}};
  // Text from a file need not be UTF-8.
  return error.dump(-1, ' ', false, Json::error_handler_t::replace);
}

const char* code_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
      return "invalid_argument";
    case ErrorCode::io:
      return "io";
    case ErrorCode::parse:
      return "parse";
    case ErrorCode::data:
      return "data";
    case ErrorCode::numeric:
      break;
  }
  return "numeric";
}

std::string answer_text(int session, const char* name, std::string_view json,
                        const std::byte* arrays) {
  try {
    const Arguments arguments(Json::parse(json), arrays);
    last().answer = call(desks()[session], name, arguments);
    const Json answer = {{"value", last().answer.value}, {"arrays", places(last().answer)}};
    return answer.dump(-1, ' ', false, Json::error_handler_t::replace);
  } catch (const Error& error) {
    return error_text(code_name(error.code()), error.message(), error.where());
  } catch (const std::bad_alloc&) {
    return error_text("internal", "there is not enough memory for this", {});
  } catch (const std::exception& error) {
    return error_text("internal", error.what(), {});
  }
}

}  // namespace
}  // namespace crescent::playground

extern "C" {

EMSCRIPTEN_KEEPALIVE const char* crescent_call(int session, const char* name, const char* json,
                                               std::size_t length, const std::byte* arrays) {
  auto& text = crescent::playground::last().text;
  text = crescent::playground::answer_text(session, name, {json, length}, arrays);
  return text.c_str();
}

EMSCRIPTEN_KEEPALIVE void crescent_close(int session) {
  crescent::playground::desks().erase(session);
}
}
