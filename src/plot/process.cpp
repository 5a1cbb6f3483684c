#include "plot/process.hpp"

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <crescent/base/error.hpp>

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX asks for it

namespace crescent::plot {
namespace fs = std::filesystem;
namespace {

constexpr auto kPatience = std::chrono::minutes(2);
constexpr int kNoSuchProgram = 127;  // what an older libc's child exits with

std::string reason(int number) { return std::generic_category().message(number); }

Ending wait_for(pid_t child) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  int status = 0;
  while (true) {
    const pid_t found = ::waitpid(child, &status, WNOHANG);
    if (found == child) {
      const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
      return {code == kNoSuchProgram ? "no such program" : "", code, false};
    }
    // In a program that ignores SIGCHLD nobody can ask; what the child wrote then has to tell.
    if (found < 0 && errno != EINTR) return {};
    if (std::chrono::steady_clock::now() > end) {
      ::kill(child, SIGKILL);
      ::waitpid(child, &status, 0);
      return {"", -1, true};
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::error_code failure;
  const fs::path parent = fs::temp_directory_path(failure);
  if (failure) {
    throw Error(ErrorCode::io, "no temporary folder: " + failure.message() + "; set TMPDIR to one");
  }
  std::string name = fs::absolute(parent / "crescent-plot-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    throw Error(
        ErrorCode::io,
        "no temporary folder can be made here: " + reason(errno) + "; set TMPDIR to another place",
        {.file = parent.string()});
  }
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

Ending run_program(const std::vector<std::string>& arguments, const fs::path& output) {
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  pid_t child = 0;
  const int failure = ::posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) return {reason(failure), -1, false};
  return wait_for(child);
}

}  // namespace crescent::plot
