#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>

namespace crescent {

/// What kind of thing went wrong. The command line exits with 2 for `invalid_argument` (the call
/// itself is wrong) and with 1 for all others (the call was right, the run failed).
enum class ErrorCode {
  invalid_argument,  ///< a parameter out of its range, a shape that does not fit
  io,                ///< a file that cannot be read or written
  parse,             ///< a file whose contents are not what its format says
  data,              ///< well-formed data that cannot be used (one class only, an unknown level)
  numeric,           ///< a computation that left the finite numbers
};

/// Where in the user's input: line and column count from 1; 0 means "not applicable".
struct Location {
  std::string file;
  std::size_t line = 0;
  std::size_t column = 0;
};

/// The one exception that leaves the library. `what()` reads
/// `file:line:column: message`, leaving out what is not known; the message names the fix.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message, Location where = {});

  ErrorCode code() const noexcept { return code_; }
  const std::string& message() const noexcept { return message_; }
  const Location& where() const noexcept { return where_; }

 private:
  ErrorCode code_;
  std::string message_;
  Location where_;
};

}  // namespace crescent
