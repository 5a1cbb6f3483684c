// Any bytes are a packed table or an Error, and no directory makes a table larger than its file.
#include <cstdint>
#include <cstdlib>
#include <string>

#include <crescent/base/error.hpp>
#include <crescent/base/fingerprint.hpp>
#include <crescent/data/packed.hpp>

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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string file(reinterpret_cast<const char*>(bytes), size);
  if (!crescent::data::is_packed(file)) return 0;
  read(file);
  read(with_checksum(file));
  return 0;
}
