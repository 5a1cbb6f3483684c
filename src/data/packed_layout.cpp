#include "data/packed_layout.hpp"

#include <limits>
#include <numeric>
#include <utility>

#include <protozero/pbf_reader.hpp>
#include <protozero/pbf_writer.hpp>

#include <crescent/base/error.hpp>
#include <crescent/base/fingerprint.hpp>

namespace crescent::data {
namespace {

using protozero::pbf_reader;
using protozero::pbf_writer;

/// A field of this tag and the type it has to be of: what has another one is skipped.
constexpr std::uint32_t varint_field(protozero::pbf_tag_type tag) {
  return protozero::tag_and_type(tag, protozero::pbf_wire_type::varint);
}
constexpr std::uint32_t bytes_field(protozero::pbf_tag_type tag) {
  return protozero::tag_and_type(tag, protozero::pbf_wire_type::length_delimited);
}

Error broken(const std::string& source, const std::string& what) {
  return {ErrorCode::parse,
          "is a packed table that " + what + "; pack it again ('crescent pack')",
          {.file = source}};
}

std::string encode_column(const PackedColumn& column) {
  std::string bytes;
  pbf_writer out(bytes);
  out.add_bytes(1, column.name);
  out.add_bool(2, column.is_numeric);
  out.add_uint64(3, column.first_text_row);
  out.add_uint64(4, column.missing_count);
  for (const std::string& level : column.levels) out.add_bytes(5, level);
  std::vector<std::uint64_t> offsets, spellings;
  std::vector<std::uint32_t> kinds;
  for (const PackedPart& part : column.parts) {
    offsets.push_back(part.offset);
    kinds.push_back(static_cast<std::uint32_t>(part.kind));
    spellings.push_back(part.spelling_bytes);
  }
  out.add_packed_uint64(6, offsets.begin(), offsets.end());
  out.add_packed_uint32(7, kinds.begin(), kinds.end());
  out.add_packed_uint64(8, spellings.begin(), spellings.end());
  return bytes;
}

template <class Range, class T>
void append(const Range& range, std::vector<T>& values) {
  for (const auto value : range) values.push_back(value);
}

PackedColumn decode_column(pbf_reader in, const std::string& source) {
  PackedColumn column;
  std::vector<std::uint64_t> offsets, spellings;
  std::vector<std::uint32_t> kinds;
  while (in.next()) {
    switch (in.tag_and_type()) {
      case bytes_field(1):
        column.name = in.get_bytes();
        break;
      case varint_field(2):
        column.is_numeric = in.get_bool();
        break;
      case varint_field(3):
        column.first_text_row = in.get_uint64();
        break;
      case varint_field(4):
        column.missing_count = in.get_uint64();
        break;
      case bytes_field(5):
        column.levels.push_back(in.get_bytes());
        break;
      case bytes_field(6):
        append(in.get_packed_uint64(), offsets);
        break;
      case bytes_field(7):
        append(in.get_packed_uint32(), kinds);
        break;
      case bytes_field(8):
        append(in.get_packed_uint64(), spellings);
        break;
      default:
        in.skip();
    }
  }
  if (kinds.size() != offsets.size() || spellings.size() != offsets.size())
    throw broken(source, "is damaged: a column's parts do not fit each other");
  for (std::size_t g = 0; g < offsets.size(); ++g) {
    if (kinds[g] > static_cast<std::uint32_t>(PartKind::uint32))
      throw broken(source, "stores numbers in a way that this version does not know");
    column.parts.push_back({offsets[g], static_cast<PartKind>(kinds[g]), spellings[g]});
  }
  return column;
}

PackedDirectory decode_fields(std::string_view bytes, const std::string& source) {
  PackedDirectory directory;
  pbf_reader in(bytes.data(), bytes.size());
  while (in.next()) {
    switch (in.tag_and_type()) {
      case bytes_field(1):
        append(in.get_packed_uint64(), directory.group_rows);
        break;
      case varint_field(2):
        directory.has_header = in.get_bool();
        break;
      case bytes_field(3):
        directory.notes.push_back(in.get_bytes());
        break;
      case bytes_field(4):
        directory.columns.push_back(decode_column(in.get_message(), source));
        break;
      default:
        in.skip();
    }
  }
  return directory;
}

/// Walks over all parts in the order in which they were written.
void check(const PackedDirectory& directory, std::uint64_t end, const std::string& source) {
  const auto fail = [&](const char* what) { return broken(source, what); };
  if (directory.columns.empty() || directory.group_rows.empty())
    throw fail("has no rows or no columns");
  for (const PackedColumn& column : directory.columns) {
    if (column.parts.size() != directory.group_rows.size())
      throw fail("is damaged: a column lacks a part");
    if (column.is_numeric != column.levels.empty())
      throw fail("is damaged: a column is neither numbers nor text");
  }
  std::uint64_t free = packed_head;  // parts before it are known
  for (std::size_t g = 0; g < directory.group_rows.size(); ++g) {
    const std::uint64_t rows = directory.group_rows[g];
    if (rows == 0 || rows > end) throw fail("is damaged: a group has no rows, or too many");
    for (const PackedColumn& column : directory.columns) {
      const PackedPart& part = column.parts[g];
      if (holds_codes(part.kind) == column.is_numeric)
        throw fail("is damaged: numbers stand where texts belong");
      const std::uint64_t size = rows * width(part.kind);
      if (part.offset < free || part.offset > end || size > end - part.offset ||
          part.spelling_bytes > end - part.offset - size)
        throw fail("is damaged: its parts do not lie side by side within the file");
      free = part.offset + size + part.spelling_bytes;
    }
  }
}

}  // namespace

std::size_t width(PartKind kind) {
  constexpr std::size_t widths[] = {1, 2, 4, 4, 8, 1, 2, 4};
  return widths[static_cast<std::size_t>(kind)];
}

std::uint64_t PackedDirectory::rows() const {
  return std::accumulate(group_rows.begin(), group_rows.end(), std::uint64_t{0});
}

std::string encode(const PackedDirectory& directory, std::uint64_t offset) {
  std::string bytes;
  pbf_writer out(bytes);
  out.add_packed_uint64(1, directory.group_rows.begin(), directory.group_rows.end());
  out.add_bool(2, directory.has_header);
  for (const std::string& note : directory.notes) out.add_bytes(3, note);
  for (const PackedColumn& column : directory.columns) out.add_message(4, encode_column(column));
  const std::uint64_t size = bytes.size();
  store(bytes, offset);
  store(bytes, size);
  store(bytes, fingerprint(bytes));
  return bytes;
}

PackedPlace find_directory(std::string_view head, std::string_view trailer, std::uint64_t file_size,
                           const std::string& source) {
  if (!head.substr(packed_magic.size()).starts_with(packed_version))
    throw broken(source, "another version of Crescent wrote");
  if (file_size < packed_head + packed_trailer) throw broken(source, "breaks off");
  const std::uint64_t end = file_size - packed_trailer;
  const auto offset = load<std::uint64_t>(trailer.data());
  const auto size = load<std::uint64_t>(trailer.data() + 8);
  if (offset < packed_head || offset > end || size != end - offset)
    throw broken(source, "breaks off or is damaged: its directory is not at its end");
  return {offset, file_size - offset};
}

PackedDirectory decode_directory(std::string_view bytes, const PackedPlace& place,
                                 const std::string& source) {
  constexpr std::size_t checksum = 8;
  const std::string_view checked = bytes.substr(0, bytes.size() - checksum);
  if (load<std::uint64_t>(bytes.data() + checked.size()) != fingerprint(checked))
    throw broken(source, "is damaged: the checksum of its directory does not fit");
  try {
    PackedDirectory directory =
        decode_fields(bytes.substr(0, bytes.size() - packed_trailer), source);
    check(directory, place.offset, source);
    return directory;
  } catch (const protozero::exception&) {
    throw broken(source, "is damaged: its directory ends within a field");
  }
}

}  // namespace crescent::data
