#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>

#include <unistd.h>

#include <crescent/base/error.hpp>
#include <crescent/base/file.hpp>

namespace crescent {
namespace fs = std::filesystem;
namespace {

Error io_error(const fs::path& path, const std::string& what) {
  return {ErrorCode::io, what, {.file = path.string()}};
}

std::string last_reason() { return std::generic_category().message(errno); }

}  // namespace

std::string read_file(const fs::path& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) throw io_error(path, "is a directory; name a file in it");
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in) throw io_error(path, "cannot be read: " + last_reason());
  try {
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  } catch (
      const std::ios_base::failure&) {  // the buffer itself throws, whatever the stream is told
    throw io_error(path, "cannot be read: " + last_reason());
  }
}

void write_file(const fs::path& path, std::string_view contents) {
  std::error_code failure;
  if (fs::is_directory(path, failure)) throw io_error(path, "is a directory; name a file in it");
  // A link is followed, so that what it points to changes and the link stays.
  const fs::path target = fs::is_symlink(path, failure) ? fs::weakly_canonical(path) : path;
  // A device or a pipe (/dev/stdout) is written in place: it cannot be renamed onto.
  const bool in_place = fs::exists(target, failure) && !fs::is_regular_file(target, failure);
  const fs::path aside =
      in_place ? target : fs::path(target.string() + ".tmp" + std::to_string(::getpid()));
  const auto fail = [&](const std::string& reason) {
    if (!in_place) fs::remove(aside, failure);
    throw io_error(path, "cannot be written: " + reason);
  };
  errno = 0;
  std::ofstream out(aside, std::ios::binary | std::ios::trunc);
  if (!out) fail(last_reason());
  out.write(contents.data(), static_cast<std::streamsize>(contents.size()));
  out.close();
  if (!out) fail(last_reason());
  if (in_place) return;
  fs::rename(aside, target, failure);
  if (failure) fail(failure.message());
}

}  // namespace crescent
