#include "plot/gnuplot.hpp"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/base/file.hpp>

#include "plot/process.hpp"
#include "plot/text.hpp"

namespace crescent::plot {
namespace fs = std::filesystem;
namespace {

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
  const Ending ending =
      run_program({program(), "-d", (folder / "script").string()}, folder / "log");
  if (!ending.not_started.empty()) fail_to_start(ending.not_started);
  if (ending.timed_out) fail("gnuplot did not finish within two minutes; draw fewer points");
  if (ending.status != 0) {
    fail(fmt::format("{} failed (status {}): {}", printable(program()), ending.status,
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
