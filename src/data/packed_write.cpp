#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <protozero/buffer_string.hpp>
#include <protozero/varint.hpp>

#include <crescent/base/error.hpp>
#include <crescent/base/file.hpp>
#include <crescent/data/arrays.hpp>
#include <crescent/data/csv_stream.hpp>
#include <crescent/data/number.hpp>
#include <crescent/data/packed.hpp>

#include "data/byte_stream.hpp"
#include "data/levels.hpp"
#include "data/packed_layout.hpp"

namespace crescent::data {
namespace {

/// Rows of a group: enough for long parts, few enough that a group is small beside any memory.
std::size_t rows_of_group(std::size_t columns) {
  constexpr std::size_t most_rows = std::size_t{1} << 15, most_cells = std::size_t{1} << 19;
  return std::clamp<std::size_t>(most_cells / columns, 1, most_rows);
}

/// All cells as texts, for the spelling of numbers is kept too.
CsvStream open_texts(const std::filesystem::path& csv, const CsvOptions& options) {
  const CsvStream names(csv, options);
  return CsvStream(csv, options, names.names());
}

/// Whether T holds the number, beside its lowest value, which marks a missing cell.
template <class T>
bool is_exact(double number) {
  if (std::isnan(number)) return true;
  if constexpr (std::is_integral_v<T>) {
    return number > std::numeric_limits<T>::min() && number <= std::numeric_limits<T>::max() &&
           number == std::trunc(number) && !(number == 0 && std::signbit(number));
  } else {
    return std::abs(number) <= std::numeric_limits<T>::max() &&
           static_cast<double>(static_cast<T>(number)) == number;
  }
}

template <class T>
bool all_exact(const std::vector<double>& numbers) {
  return std::all_of(numbers.begin(), numbers.end(), is_exact<T>);
}

template <class T>
void store_numbers(std::string& out, const std::vector<double>& numbers) {
  for (const double number : numbers) {
    if (std::is_integral_v<T> && std::isnan(number))
      store(out, std::numeric_limits<T>::min());
    else
      store(out, static_cast<T>(number));
  }
}

PartKind store_smallest(std::string& out, const std::vector<double>& numbers) {
  if (all_exact<std::int8_t>(numbers))
    return store_numbers<std::int8_t>(out, numbers), PartKind::int8;
  if (all_exact<std::int16_t>(numbers))
    return store_numbers<std::int16_t>(out, numbers), PartKind::int16;
  if (all_exact<std::int32_t>(numbers))
    return store_numbers<std::int32_t>(out, numbers), PartKind::int32;
  if (all_exact<float>(numbers)) return store_numbers<float>(out, numbers), PartKind::float32;
  store_numbers<double>(out, numbers);
  return PartKind::float64;
}

template <class T>
void store_codes(std::string& out, const std::vector<std::uint32_t>& codes) {
  for (const std::uint32_t code : codes)
    store(out, code == missing_level ? std::numeric_limits<T>::max() : static_cast<T>(code));
}

PartKind store_smallest(std::string& out, const std::vector<std::uint32_t>& codes,
                        std::size_t levels) {
  if (levels <= std::numeric_limits<std::uint8_t>::max())
    return store_codes<std::uint8_t>(out, codes), PartKind::uint8;
  if (levels <= std::numeric_limits<std::uint16_t>::max())
    return store_codes<std::uint16_t>(out, codes), PartKind::uint16;
  store_codes<std::uint32_t>(out, codes);
  return PartKind::uint32;
}

/// Whether each column holds numbers only.
std::vector<char> find_numeric(const std::filesystem::path& csv, const CsvOptions& options) {
  CsvStream stream = open_texts(csv, options);
  std::vector<char> numeric(stream.names().size(), 1);
  while (const auto table = stream.next(rows_of_group(numeric.size())))
    for (std::size_t c = 0; c < numeric.size(); ++c)
      for (const std::string& level : table->columns[c].levels)
        numeric[c] = numeric[c] && parse_number(level);
  return numeric;
}

class PackedWriter {
 public:
  PackedWriter(const std::filesystem::path& path, const std::vector<std::string>& names,
               const std::vector<char>& numeric)
      : file_(path), levels_(names.size()), text_found_(names.size()) {
    for (std::size_t c = 0; c < names.size(); ++c)
      directory.columns.push_back({.name = names[c], .is_numeric = numeric[c] != 0});
    std::string head = std::string(packed_magic) + std::string(packed_version);
    head.resize(packed_head);
    write(head);
  }

  /// A group of rows, all of whose columns are text.
  void add(const Table& table) {
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const Column& cells = table.columns[c];
      PackedColumn& column = directory.columns[c];
      PackedPart part{.offset = offset_};
      std::string bytes;
      if (column.is_numeric)
        add_numbers(cells, part, bytes);
      else
        add_codes(c, cells, part, bytes);
      column.missing_count += cells.missing_count;
      column.parts.push_back(part);
      bytes.resize((bytes.size() + packed_alignment - 1) / packed_alignment * packed_alignment);
      write(bytes);
    }
    directory.group_rows.push_back(table.rows());
    rows_ += table.rows();
  }

  std::uint64_t commit() {
    for (std::size_t c = 0; c < levels_.size(); ++c)
      directory.columns[c].levels = levels_[c].take();
    write(encode(directory, offset_));
    file_.commit();
    return offset_;
  }

  PackedDirectory directory;

 private:
  void write(const std::string& bytes) {
    file_.write(bytes);
    offset_ += bytes.size();
  }

  static void add_numbers(const Column& cells, PackedPart& part, std::string& bytes) {
    std::vector<double> level_numbers;
    std::vector<char> odd;  // written otherwise than the number in its fewest digits
    for (const std::string& level : cells.levels) {
      const auto number = parse_number(level);
      if (!number)
        throw Error(ErrorCode::io, "the file changed while it was packed; pack it again");
      level_numbers.push_back(*number);
      odd.push_back(fmt::format("{}", *number) != level);
    }
    std::vector<double> numbers;
    std::string spellings;
    std::size_t next = 0;  // the row behind the last odd one
    for (std::size_t row = 0; row < cells.codes.size(); ++row) {
      const std::uint32_t code = cells.codes[row];
      numbers.push_back(code == missing_level ? std::nan("") : level_numbers[code]);
      if (code == missing_level || !odd[code]) continue;
      protozero::add_varint_to_buffer(&spellings, row - next);
      protozero::add_varint_to_buffer(&spellings, cells.levels[code].size());
      spellings += cells.levels[code];
      next = row + 1;
    }
    part.kind = store_smallest(bytes, numbers);
    part.spelling_bytes = spellings.size();
    bytes += spellings;
  }

  void add_codes(std::size_t c, const Column& cells, PackedPart& part, std::string& bytes) {
    std::vector<std::uint32_t> code_of;  // of the group's levels in the whole file
    std::vector<char> is_text;
    for (const std::string& level : cells.levels) {
      code_of.push_back(levels_[c].code(level));
      if (!text_found_[c]) is_text.push_back(!parse_number(level));
    }
    std::vector<std::uint32_t> codes;
    for (std::size_t row = 0; row < cells.codes.size(); ++row) {
      const std::uint32_t code = cells.codes[row];
      codes.push_back(code == missing_level ? missing_level : code_of[code]);
      if (code == missing_level || text_found_[c] || !is_text[code]) continue;
      text_found_[c] = 1;
      directory.columns[c].first_text_row = rows_ + row;
    }
    part.kind = store_smallest(bytes, codes, levels_[c].size());
  }

  FileWriter file_;
  std::uint64_t offset_ = 0;
  std::uint64_t rows_ = 0;
  std::vector<Levels> levels_;
  std::vector<char> text_found_;
};

/// Throws for what is not to be packed.
void check_source(const std::filesystem::path& csv) {
  const Location where{.file = source_name(csv)};
  if (csv == "-")
    throw Error(ErrorCode::invalid_argument,
                "pack reads its data twice, which standard input cannot give; write it into a file "
                "first and name that",
                where);
  std::string start;
  open_stream(csv)->read(start, packed_head);
  if (is_npy(start) || is_idx(start))
    throw Error(ErrorCode::data, "is an array of numbers, which needs no packing; use it as it is",
                where);
  if (is_packed(start)) throw Error(ErrorCode::data, "is packed already", where);
}

/// Notes of later groups than the first are of bytes that are not UTF-8; the first of them will do.
void add_notes(std::vector<std::string>& notes, const std::vector<std::string>& more) {
  for (const std::string& note : more) {
    const auto same = [&](const std::string& known) {
      return known.find("UTF-8") != std::string::npos && note.find("UTF-8") != std::string::npos;
    };
    if (std::none_of(notes.begin(), notes.end(), same)) notes.push_back(note);
  }
}

}  // namespace

Packed pack(const std::filesystem::path& csv, const std::filesystem::path& packed,
            const CsvOptions& options) {
  check_source(csv);
  const std::vector<char> numeric = find_numeric(csv, options);
  CsvStream stream = open_texts(csv, options);
  if (stream.names().size() != numeric.size())
    throw Error(ErrorCode::io, "the file changed while it was packed; pack it again",
                {.file = stream.source()});
  PackedWriter writer(packed, stream.names(), numeric);
  writer.directory.has_header = stream.has_header();
  while (const auto table = stream.next(rows_of_group(numeric.size()))) {
    add_notes(writer.directory.notes, table->notes);
    writer.add(*table);
  }
  const std::uint64_t bytes = writer.commit();
  return {.rows = writer.directory.rows(),
          .names = stream.names(),
          .numeric_columns =
              static_cast<std::size_t>(std::count(numeric.begin(), numeric.end(), char{1})),
          .bytes = bytes,
          .notes = writer.directory.notes};
}

}  // namespace crescent::data
