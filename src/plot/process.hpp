#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace crescent::plot {

/// A folder that only this user can enter, removed with all it holds. Throws Error(io) when there
/// is no place for one.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// How a program ended.
struct Ending {
  std::string not_started;  ///< why it could not be started; empty: it was
  int status = 0;           ///< its exit status; -1: ended by a signal
  bool timed_out = false;   ///< killed after two minutes
};

/// Runs a program (searched in PATH) without input, its output and errors going to the file
/// `output`, and waits for its end.
Ending run_program(const std::vector<std::string>& arguments, const std::filesystem::path& output);

}  // namespace crescent::plot
