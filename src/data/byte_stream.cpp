#include "data/byte_stream.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include <crescent/base/error.hpp>

namespace crescent::data {
namespace {

/// A file, or the standard input for "-". Not mapped: what was read once takes no memory.
class FileStream : public ByteStream {
 public:
  explicit FileStream(const std::filesystem::path& path) : source_(source_name(path)) {
    if (path == "-") return;
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored))
      throw Error(ErrorCode::io, "is a directory; name a file in it", {.file = source_});
    errno = 0;
    owned_.reset(std::fopen(path.c_str(), "rb"));
    if (!owned_) throw io_error();
    file_ = owned_.get();
  }

  bool read(std::string& bytes, std::size_t most) override {
    const std::size_t known = bytes.size();
    bytes.resize(known + most);
    const std::size_t count = std::fread(bytes.data() + known, 1, most, file_);
    bytes.resize(known + count);
    if (count == 0 && std::ferror(file_) != 0) throw io_error();
    return count > 0;
  }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  Error io_error() const {
    return {ErrorCode::io,
            "cannot be read: " + std::generic_category().message(errno),
            {.file = source_}};
  }

  std::string source_;
  std::unique_ptr<std::FILE, Close> owned_;
  std::FILE* file_ = stdin;
};

/// Bytes that are in memory, or mapped.
class MemoryStream : public ByteStream {
 public:
  explicit MemoryStream(FileBytes bytes) : bytes_(std::move(bytes)), left_(bytes_.view()) {}

  bool read(std::string& bytes, std::size_t most) override {
    const std::string_view next = left_.substr(0, most);
    bytes += next;
    left_.remove_prefix(next.size());
    return !next.empty();
  }

 private:
  FileBytes bytes_;
  std::string_view left_;
};

/// A stream whose first bytes were looked at.
class PeekedStream : public ByteStream {
 public:
  PeekedStream(std::string head, std::unique_ptr<ByteStream> rest)
      : head_(std::move(head)), rest_(std::move(rest)) {}

  bool read(std::string& bytes, std::size_t most) override {
    if (head_.empty()) return rest_->read(bytes, most);
    bytes += std::exchange(head_, {});
    return true;
  }

 private:
  std::string head_;
  std::unique_ptr<ByteStream> rest_;
};

}  // namespace

std::string source_name(const std::filesystem::path& path) {
  return path == "-" ? "standard input" : path.string();
}

bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1F\x8B"); }

std::unique_ptr<ByteStream> open_stream(const std::filesystem::path& path) {
  std::unique_ptr<ByteStream> stream = std::make_unique<FileStream>(path);
  const bool compressed = is_gzip(peek(stream, 2));
  return compressed ? gunzip(std::move(stream), source_name(path)) : std::move(stream);
}

std::string peek(std::unique_ptr<ByteStream>& stream, std::size_t count) {
  std::string head;
  while (head.size() < count && stream->read(head, 65536)) {
  }
  stream = std::make_unique<PeekedStream>(head, std::move(stream));
  return head;
}

FileBytes read_all(ByteStream& stream) {
  std::string all;
  for (std::size_t most = 65536; stream.read(all, most);)
    most = std::clamp<std::size_t>(all.size(), 65536, std::size_t{1} << 24);
  all.shrink_to_fit();
  return FileBytes(std::move(all));
}

FileBytes read_bytes(const std::filesystem::path& path) {
  if (path == "-") return read_all(*open_stream(path));
  return plain_bytes(map_file(path), source_name(path));
}

FileBytes plain_bytes(FileBytes bytes, const std::string& source) {
  if (!is_gzip(bytes.view())) return bytes;
  return read_all(*gunzip(std::make_unique<MemoryStream>(std::move(bytes)), source));
}

}  // namespace crescent::data
