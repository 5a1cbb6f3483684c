#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

#include "console/json.hpp"

namespace crescent::cli {

/// Thrown by a command that Ctrl-C ended early, once its results are printed.
struct Interrupted {};

/// Prints one JSON object on standard output.
void print_json(const Json& json);

/// `text` with a space for every control character: cells and file names may hold any.
std::string one_line(std::string text);

/// Characters in a line of the terminal that standard output is; 0 if it is none.
std::size_t output_width();

/// A line on standard error for the user to know: "note: …".
void note(const std::string& text);

/// A progress line on standard error, redrawn in place a few times a second; silent unless standard
/// error is a terminal.
class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// `done` of `total` steps are done; `detail` says what there is to say of the last one.
  void update(long done, long total, const std::string& what, const std::string& detail);
  /// The same where what there is to say is worked out only if it is drawn.
  void update(long done, long total, const std::string& what,
              const std::function<std::string()>& detail);
  /// Takes the line away, for something else to be said.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  bool terminal_;
  bool drawn_ = false;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_ - std::chrono::seconds(1);
};

/// "12 s", "3 min 20 s".
std::string duration(double seconds);

}  // namespace crescent::cli
