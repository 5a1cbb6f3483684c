#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

// How a packed table lies in its file; docs/formats/packed.md says it in full.
namespace crescent::data {

inline constexpr std::string_view packed_magic = "crescent packed ";
inline constexpr std::string_view packed_version = "1\n";
inline constexpr std::size_t packed_head = 64;     ///< bytes before the first part
inline constexpr std::size_t packed_trailer = 24;  ///< bytes behind the directory
inline constexpr std::size_t packed_alignment = 8;

/// How the values of one column in one group of rows are stored.
enum class PartKind : std::uint32_t {
  int8 = 0,
  int16 = 1,
  int32 = 2,
  float32 = 3,
  float64 = 4,
  uint8 = 5,
  uint16 = 6,
  uint32 = 7,
};

/// Bytes of one value.
std::size_t width(PartKind kind);
inline bool holds_codes(PartKind kind) { return kind >= PartKind::uint8; }

/// One column in one group: its values, then the spellings that its numbers do not tell.
struct PackedPart {
  std::uint64_t offset = 0;
  PartKind kind = PartKind::float64;
  std::uint64_t spelling_bytes = 0;
};

struct PackedColumn {
  std::string name;
  bool is_numeric = false;
  std::uint64_t first_text_row = 0;
  std::uint64_t missing_count = 0;
  std::vector<std::string> levels = {};
  std::vector<PackedPart> parts = {};  ///< (G)
};

struct PackedDirectory {
  std::vector<std::uint64_t> group_rows;  ///< (G)
  bool has_header = false;
  std::vector<std::string> notes;
  std::vector<PackedColumn> columns;

  std::uint64_t rows() const;
};

/// The directory with the trailer behind it, for a file of `offset` bytes so far.
std::string encode(const PackedDirectory& directory, std::uint64_t offset);

/// Where the directory lies: `offset` to the end of the file, its trailer included.
struct PackedPlace {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};
/// From the first packed_head and the last packed_trailer bytes of a file of `file_size` bytes, or
/// from all of them where there are fewer. Throws Error(parse).
PackedPlace find_directory(std::string_view head, std::string_view trailer, std::uint64_t file_size,
                           const std::string& source);

/// The directory in `bytes`, which lie at `place`. Known to be so afterwards: there are rows and
/// columns; each group has rows and each column a part for it, of a kind that fits; parts lie
/// within the file, in order and apart from each other. Throws Error(parse).
PackedDirectory decode_directory(std::string_view bytes, const PackedPlace& place,
                                 const std::string& source);

/// A number as it lies in the file: least significant byte first.
template <class T>
T little(T value) {
  if constexpr (std::endian::native == std::endian::big) {
    unsigned char bytes[sizeof(T)];
    std::memcpy(bytes, &value, sizeof(T));
    std::reverse(bytes, bytes + sizeof(T));
    std::memcpy(&value, bytes, sizeof(T));
  }
  return value;
}

template <class T>
T load(const char* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof(T));
  return little(value);
}

template <class T>
void store(std::string& out, T value) {
  value = little(value);
  out.append(reinterpret_cast<const char*>(&value), sizeof(T));
}

}  // namespace crescent::data
