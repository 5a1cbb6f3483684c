#include "console/console.hpp"

#include <cmath>
#include <cstdio>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace crescent::cli {

void print_json(const Json& json) {
  // Bytes that are not UTF-8 (a class name from an old file) are shown as the replacement
  // character.
  fmt::print("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace));
}

std::string one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return text;
}

std::size_t output_width() {
  winsize size{};
  return isatty(STDOUT_FILENO) == 1 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col
                                                                                    : 0;
}

void note(const std::string& text) { fmt::print(stderr, "note: {}\n", one_line(text)); }

std::string duration(double seconds) {
  const long whole = std::lround(seconds);
  return whole < 60 ? fmt::format("{} s", whole)
                    : fmt::format("{} min {} s", whole / 60, whole % 60);
}

ProgressLine::ProgressLine() : terminal_(isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() { clear(); }

void ProgressLine::clear() {
  if (drawn_) fmt::print(stderr, "\r\033[K");
  drawn_ = false;
}

void ProgressLine::update(long done, long total, const std::string& what,
                          const std::string& detail) {
  update(done, total, what, [&detail] { return detail; });
}

void ProgressLine::update(long done, long total, const std::string& what,
                          const std::function<std::string()>& detail) {
  if (!terminal_ || done < 1) return;
  const auto now = Clock::now();
  if (now - last_ < std::chrono::milliseconds(100)) return;
  last_ = now;
  drawn_ = true;
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  const double rate = static_cast<double>(done) / elapsed;
  fmt::print(stderr, "\r\033[K{} {}/{}  {}  {:.0f}/s  {} left", what, done, total, detail(), rate,
             duration(static_cast<double>(total - done) / rate));
  std::fflush(stderr);
}

}  // namespace crescent::cli
