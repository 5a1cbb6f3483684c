#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <crescent/base/file.hpp>

namespace crescent::data {

/// Bytes that come one after another.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  /// Appends about `most` bytes to `bytes`, at least one unless the stream has ended; false then.
  /// Throws Error(io) or, for compressed bytes that are damaged, Error(parse).
  virtual bool read(std::string& bytes, std::size_t most) = 0;
};

/// How messages call a path: "-" is the standard input.
std::string source_name(const std::filesystem::path& path);

/// The bytes of a file, or of the standard input for "-"; what starts like gzip is decompressed.
std::unique_ptr<ByteStream> open_stream(const std::filesystem::path& path);

/// At least `count` of the first bytes, fewer where the stream has no more; it still gives them.
std::string peek(std::unique_ptr<ByteStream>& stream, std::size_t count);

/// All that is left of a stream.
FileBytes read_all(ByteStream& stream);

/// All of them: mapped if that can be, in memory otherwise.
FileBytes read_bytes(const std::filesystem::path& path);

/// The same of bytes that are there already.
FileBytes plain_bytes(FileBytes bytes, const std::string& source);

/// Whether the bytes start like a gzip file.
bool is_gzip(std::string_view bytes);

/// What `inner` gives, decompressed: gzip members one after another, zeros behind them. `source`
/// names it in messages.
std::unique_ptr<ByteStream> gunzip(std::unique_ptr<ByteStream> inner, std::string source);

}  // namespace crescent::data
