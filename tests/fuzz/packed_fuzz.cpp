// Any bytes are a packed table or an Error, and no directory makes a table larger than its file.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <unistd.h>

#include <crescent/base/error.hpp>
#include <crescent/base/file.hpp>
#include <crescent/base/fingerprint.hpp>
#include <crescent/data/packed.hpp>
#include <crescent/data/table_stream.hpp>

#include "check_table.hpp"

namespace {

/// The same bytes with a checksum that fits, so that what lies behind the check is reached.
std::string with_checksum(std::string bytes) {
  constexpr std::size_t trailer = 24, head = 64;
  if (bytes.size() < head + trailer) return bytes;
  const std::size_t end = bytes.size() - trailer;
  std::uint64_t offset = 0;
  for (std::size_t i = 0; i < 8; ++i)
    offset |= std::uint64_t{static_cast<unsigned char>(bytes[end + i])} << (8 * i);
  if (offset > end) return bytes;
  const std::uint64_t sum =
      crescent::fingerprint(std::string_view(bytes).substr(offset, end + 16 - offset));
  for (std::size_t i = 0; i < 8; ++i) bytes[end + 16 + i] = static_cast<char>(sum >> (8 * i));
  return bytes;
}

void read(const std::string& bytes) {
  try {
    const auto table = crescent::data::parse_packed(crescent::FileBytes(bytes), "fuzz");
    if (table.columns.size() * table.rows() > bytes.size()) std::abort();
    check_table(table);
  } catch (const crescent::Error&) {
    // refused, with a reason
  }
}

/// The same in parts of a file.
void read_parts(const std::string& bytes) {
  static const std::string file =
      (std::filesystem::temp_directory_path() / ("packed_fuzz." + std::to_string(::getpid())))
          .string();
  try {
    crescent::write_file(file, bytes);
    const auto stream = crescent::data::open_tables(file);
    while (const auto table = stream->next(2)) check_table(*table);
  } catch (const crescent::Error&) {
    // refused, with a reason
  }
  std::filesystem::remove(file);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string file(reinterpret_cast<const char*>(bytes), size);
  if (!crescent::data::is_packed(file)) return 0;
  read(file);
  read(with_checksum(file));
  read_parts(file);
  read_parts(with_checksum(file));
  return 0;
}
