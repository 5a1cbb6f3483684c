#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>

#include <unistd.h>

#include <crescent/base/error.hpp>
#include <crescent/base/file.hpp>

#include "base/io_error.hpp"

namespace crescent {
namespace fs = std::filesystem;
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

struct FileWriter::Data {
  fs::path path;    ///< as the caller named it
  fs::path target;  ///< behind links
  fs::path aside;
  bool in_place = false;
  std::ofstream out;

  [[noreturn]] void fail(const std::string& reason) {
    out.close();
    std::error_code ignored;
    if (!in_place) fs::remove(aside, ignored);
    throw io_error(path, "cannot be written: " + reason);
  }
};

FileWriter::FileWriter(const fs::path& path) : data_(std::make_unique<Data>()) {
  std::error_code failure;
  if (fs::is_directory(path, failure)) throw io_error(path, "is a directory; name a file in it");
  data_->path = path;
  // A link is followed, so that what it points to changes and the link stays.
  data_->target = fs::is_symlink(path, failure) ? fs::weakly_canonical(path) : path;
  // A device or a pipe (/dev/stdout) is written in place: it cannot be renamed onto.
  data_->in_place =
      fs::exists(data_->target, failure) && !fs::is_regular_file(data_->target, failure);
  data_->aside = data_->in_place
                     ? data_->target
                     : fs::path(data_->target.string() + ".tmp" + std::to_string(::getpid()));
  errno = 0;
  data_->out.open(data_->aside, std::ios::binary | std::ios::trunc);
  if (!data_->out) data_->fail(last_reason());
}

FileWriter::~FileWriter() {
  if (!data_->out.is_open()) return;
  data_->out.close();
  std::error_code ignored;
  if (!data_->in_place) fs::remove(data_->aside, ignored);
}

void FileWriter::write(std::string_view part) {
  data_->out.write(part.data(), static_cast<std::streamsize>(part.size()));
  if (!data_->out) data_->fail(last_reason());
}

void FileWriter::commit() {
  data_->out.close();
  if (!data_->out) data_->fail(last_reason());
  if (data_->in_place) return;
  std::error_code failure;
  fs::rename(data_->aside, data_->target, failure);
  if (failure) data_->fail(failure.message());
}

void write_file(const fs::path& path, std::string_view contents) {
  FileWriter writer(path);
  writer.write(contents);
  writer.commit();
}

}  // namespace crescent
