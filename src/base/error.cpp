#include <crescent/base/error.hpp>

#include <utility>

namespace crescent {
namespace {

std::string located(const std::string& message, const Location& where) {
  std::string text = where.file;
  if (where.line > 0) text += (text.empty() ? "line " : ":") + std::to_string(where.line);
  if (where.column > 0) text += ":" + std::to_string(where.column);
  return text.empty() ? message : text + ": " + message;
}

}  // namespace

Error::Error(ErrorCode code, const std::string& message, Location where)
    : std::runtime_error(located(message, where)),
      code_(code),
      message_(message),
      where_(std::move(where)) {}

}  // namespace crescent
