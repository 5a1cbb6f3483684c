#include "plot/gnuplot.hpp"

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <crescent/base/error.hpp>
#include <crescent/base/file.hpp>

#include "plot/text.hpp"

extern char** environ;

namespace crescent::plot {
namespace fs = std::filesystem;
namespace {

constexpr auto kPatience = std::chrono::minutes(2);
constexpr int kNoSuchProgram = 127;  // what a shell or an older libc's child exits with

[[noreturn]] void fail(const std::string& message) { throw Error(ErrorCode::io, message); }

std::string program() {
  const char* chosen = std::getenv("CRESCENT_GNUPLOT");
  return chosen != nullptr && *chosen != '\0' ? chosen : "gnuplot";
}

[[noreturn]] void fail_to_start(const std::string& reason) {
  const std::string name = program();
  if (name == "gnuplot") {
    fail("pictures need gnuplot, which cannot be run (" + reason +
         "); install gnuplot: apt-get install gnuplot-nox");
  }
  fail("CRESCENT_GNUPLOT names '" + printable(name) + "', which cannot be run (" + reason +
       "); correct or unset it, or install gnuplot: apt-get install gnuplot-nox");
}

/// A folder only this user can enter, removed with all it holds.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::error_code failure;
    const fs::path parent = fs::temp_directory_path(failure);
    if (failure) fail("no temporary folder: " + failure.message() + "; set TMPDIR to one");
    std::string name = fs::absolute(parent / "crescent-plot-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
      fail("no temporary folder can be made in " + parent.string() + ": " +
           std::generic_category().message(errno));
    }
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// Starts the program with no input and its output in `log`; its process id.
pid_t start(const std::vector<std::string>& arguments, const fs::path& log) {
  std::vector<char*> argv;
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  pid_t child = 0;
  const int failure = ::posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) fail_to_start(std::generic_category().message(failure));
  return child;
}

/// The child's exit status (-1: ended by a signal); kills it when it takes too long.
int wait_for(pid_t child) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  int status = 0;
  while (true) {
    const pid_t found = ::waitpid(child, &status, WNOHANG);
    if (found == child) return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    // A program that ignores SIGCHLD cannot ask; the picture itself then tells.
    if (found < 0 && errno != EINTR) return 0;
    if (std::chrono::steady_clock::now() > end) {
      ::kill(child, SIGKILL);
      ::waitpid(child, &status, 0);
      fail("gnuplot did not finish within two minutes; draw fewer points");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

/// What gnuplot said, on one line and not too long.
std::string complaint(const fs::path& log) {
  std::string text;
  try {
    text = printable(read_file(log));
  } catch (const Error&) {
    return "it said nothing";
  }
  const auto first = text.find_first_not_of(" ^");
  if (first == std::string::npos) return "it said nothing";
  return text.substr(first, 400);
}

bool is_picture(const std::string& bytes, Format format) {
  if (format == Format::png) {
    return bytes.starts_with("\x89PNG\r\n\x1a\n") && bytes.find("IEND") != std::string::npos;
  }
  return bytes.find("<svg") != std::string::npos && bytes.find("</svg>") != std::string::npos;
}

/// Runs gnuplot on `script`, whose output is `folder`/picture; throws unless it succeeded.
void run(const fs::path& folder, const std::string& script) {
  write_file(folder / "script", script);
  // -d: no start-up files, so that a user's own settings cannot change the picture.
  const pid_t child = start({program(), "-d", (folder / "script").string()}, folder / "log");
  const int status = wait_for(child);
  if (status == kNoSuchProgram) fail_to_start("no such program");
  if (status != 0) {
    fail(fmt::format("{} failed (status {}): {}", printable(program()), status,
                     complaint(folder / "log")));
  }
}

}  // namespace

std::string run_gnuplot(const Script& script) {
  const TemporaryFolder folder;
  for (std::size_t i = 0; i < script.files().size(); ++i) {
    write_file(folder.path() / std::to_string(i), script.files()[i]);
  }
  run(folder.path(), "folder = " + gnuplot_string(folder.path().string()) + "\n" + script.text() +
                         "unset multiplot\nunset output\n");
  const fs::path picture = folder.path() / "picture";
  std::error_code missing;
  std::string bytes = fs::exists(picture, missing) ? read_file(picture) : std::string();
  if (!is_picture(bytes, script.format())) {
    fail(fmt::format("{} made no picture: {}", printable(program()),
                     complaint(folder.path() / "log")));
  }
  return bytes;
}

void require_gnuplot() {
  const TemporaryFolder folder;
  run(folder.path(), "set terminal pngcairo\nset terminal svg\n");
}

}  // namespace crescent::plot
