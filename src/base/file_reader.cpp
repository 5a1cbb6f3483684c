#include <cerrno>
#include <fstream>
#include <mutex>
#include <system_error>

#include <crescent/base/error.hpp>
#include <crescent/base/file.hpp>

#include "base/io_error.hpp"

#if defined(__unix__) && !defined(__EMSCRIPTEN__)
#include <fcntl.h>
#include <unistd.h>
#define CRESCENT_PREAD 1
#endif

namespace crescent {
namespace {

namespace fs = std::filesystem;

Error unreadable(const fs::path& path, const std::string& reason) {
  return io_error(path, "cannot be read: " + reason);
}

}  // namespace

#if CRESCENT_PREAD

struct FileReader::Data {
  explicit Data(const fs::path& name)
      : file(::open(name.c_str(), O_RDONLY | O_CLOEXEC)), path(name) {
    if (file < 0) throw unreadable(path, last_reason());
  }
  ~Data() { ::close(file); }
  Data(const Data&) = delete;
  Data& operator=(const Data&) = delete;

  /// Bytes read, 0 at the end, below 0 for an error.
  std::ptrdiff_t read(std::uint64_t offset, char* to, std::size_t most) const {
    for (;;) {
      const auto done = ::pread(file, to, most, static_cast<off_t>(offset));
      if (done >= 0 || errno != EINTR) return done;
    }
  }

  int file;
  fs::path path;
  std::uint64_t size = 0;
};

#else

struct FileReader::Data {
  explicit Data(const fs::path& name) : in(name, std::ios::binary), path(name) {
    if (!in) throw unreadable(path, last_reason());
  }

  std::ptrdiff_t read(std::uint64_t offset, char* to, std::size_t most) {
    const std::lock_guard lock(mutex);
    in.clear();
    in.seekg(static_cast<std::streamoff>(offset));
    in.read(to, static_cast<std::streamsize>(most));
    return in.bad() ? -1 : static_cast<std::ptrdiff_t>(in.gcount());
  }

  std::ifstream in;
  std::mutex mutex = {};
  fs::path path;
  std::uint64_t size = 0;
};

#endif

FileReader::FileReader(const fs::path& path) {
  std::error_code failure;
  if (fs::is_directory(path, failure))
    throw Error(ErrorCode::io, "is a directory; name a file in it", {.file = path.string()});
  errno = 0;
  data_ = std::make_shared<Data>(path);
  data_->size = fs::file_size(path, failure);
  if (failure) throw unreadable(path, failure.message());
}

std::uint64_t FileReader::size() const { return data_->size; }

void FileReader::read(std::uint64_t offset, char* to, std::size_t size) const {
  errno = 0;
  while (size > 0) {
    const std::ptrdiff_t done = data_->read(offset, to, size);
    if (done < 0) throw unreadable(data_->path, last_reason());
    if (done == 0) throw unreadable(data_->path, "it has become shorter");
    to += done;
    offset += static_cast<std::uint64_t>(done);
    size -= static_cast<std::size_t>(done);
  }
}

}  // namespace crescent
