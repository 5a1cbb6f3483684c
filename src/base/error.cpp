#include <sstream>
#include <utility>

#include <crescent/base/error.hpp>

namespace crescent {
namespace {

std::string located(const std::string& message, const Location& where) {
  std::ostringstream text;
  text << where.file;
  if (where.line > 0) text << (where.file.empty() ? "line " : ":") << where.line;
  if (where.column > 0) text << ':' << where.column;
  if (text.tellp() > 0) text << ": ";
  text << message;
  return text.str();
}

}  // namespace

Error::Error(ErrorCode code, const std::string& message, Location where)
    : std::runtime_error(located(message, where)),
      code_(code),
      message_(message),
      where_(std::move(where)) {}

}  // namespace crescent
