#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace crescent {

/// The whole file as bytes. Throws Error(io) that names the file and the reason
/// (missing, a directory, no permission).
std::string read_file(const std::filesystem::path& path);

/// Bytes that stay where they are while a copy of this object lives.
class FileBytes {
 public:
  FileBytes() = default;
  explicit FileBytes(std::string bytes);
  /// `bytes` belong to `owner`.
  FileBytes(std::shared_ptr<const void> owner, std::string_view bytes)
      : owner_(std::move(owner)), view_(bytes) {}

  std::string_view view() const noexcept { return view_; }

 private:
  std::shared_ptr<const void> owner_;
  std::string_view view_;
};

/// The whole file as bytes, mapped into memory where the system can do that for this file, read
/// otherwise (a pipe). A mapped file must not be shortened by others while it is in use.
/// Throws like `read_file`.
FileBytes map_file(const std::filesystem::path& path);

/// A file read at any place, by several threads at once, without keeping any of it.
class FileReader {
 public:
  /// Throws like `read_file`; Error(io) too for what is no regular file (a pipe).
  explicit FileReader(const std::filesystem::path& path);

  std::uint64_t size() const;
  /// Reads `size` bytes from `offset` on into `to`. Throws Error(io), also where the file has
  /// become shorter.
  void read(std::uint64_t offset, char* to, std::size_t size) const;

 private:
  struct Data;
  std::shared_ptr<Data> data_;
};

/// A file written part by part. Its parts go to a temporary name beside `path` until `commit`
/// renames it, so that `path` holds either what it held before or all of it; without `commit`,
/// nothing is left. All functions throw Error(io).
class FileWriter {
 public:
  explicit FileWriter(const std::filesystem::path& path);
  ~FileWriter();
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;

  void write(std::string_view part);
  void commit();

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

/// Writes `contents` to a temporary name beside `path`, then renames it: `path` holds either what
/// it held before or all of `contents`, never a part. Throws Error(io).
void write_file(const std::filesystem::path& path, std::string_view contents);

}  // namespace crescent
