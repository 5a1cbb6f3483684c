#pragma once

#include <chrono>
#include <fstream>
#include <string>

#include <crescent/train/fit.hpp>

#include "console/console.hpp"

namespace crescent::cli {

/// What a training says while it runs: a progress line on a terminal, notes of what happened, one
/// JSON object a line in a file; and Ctrl-C, which ends it. One at a time; must outlive the fit.
class TrainingTalk {
 public:
  /// `log_file`: where the lines go; empty: nowhere. `appends` keeps what it holds. Throws
  /// Error(io) if it cannot be written.
  TrainingTalk(const std::string& log_file, bool appends);
  ~TrainingTalk();
  TrainingTalk(const TrainingTalk&) = delete;
  TrainingTalk& operator=(const TrainingTalk&) = delete;

  /// From here on, Ctrl-C ends the fit at its next step; a second one ends the program at once.
  void attach(train::Surroundings& surroundings);
  /// Says how it ended. Throws Error(io) if the log could not be written to its end.
  void finish(const train::History& history);
  /// Whether Ctrl-C ended it.
  static bool was_interrupted();

 private:
  void on_epoch(const train::Progress& now);
  void on_event(const train::Event& event);
  void log(const Json& line);

  using Clock = std::chrono::steady_clock;
  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

  std::string log_file_;
  std::ofstream log_;
  ProgressLine progress_;
  Clock::time_point start_ = Clock::now();
};

}  // namespace crescent::cli
