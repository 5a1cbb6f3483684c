#include <crescent/base/file.hpp>

#if defined(__unix__) && !defined(__EMSCRIPTEN__)
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#define CRESCENT_MMAP 1
#endif

namespace crescent {
namespace {

#if CRESCENT_MMAP

/// Nothing where the file cannot be mapped; why, reading it tells.
FileBytes try_map(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  struct stat status {};
  FileBytes bytes;
  if (::fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0) {
    const auto size = static_cast<std::size_t>(status.st_size);
    void* const place = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
    if (place != MAP_FAILED) {
      const std::shared_ptr<const void> owner(
          place, [size](const void* p) { ::munmap(const_cast<void*>(p), size); });
      bytes = FileBytes(owner, {static_cast<const char*>(place), size});
    }
  }
  ::close(file);
  return bytes;
}

#else

FileBytes try_map(const std::filesystem::path& /*path*/) { return {}; }

#endif

}  // namespace

FileBytes::FileBytes(std::string bytes) {
  const auto owner = std::make_shared<const std::string>(std::move(bytes));
  view_ = *owner;
  owner_ = owner;
}

FileBytes map_file(const std::filesystem::path& path) {
  const FileBytes mapped = try_map(path);
  return mapped.view().empty() ? FileBytes(read_file(path)) : mapped;
}

}  // namespace crescent
