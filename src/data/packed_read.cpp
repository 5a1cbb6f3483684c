#include <cmath>
#include <iterator>
#include <limits>
#include <memory>
#include <type_traits>
#include <utility>

#include <fmt/format.h>
#include <protozero/exception.hpp>
#include <protozero/varint.hpp>

#include <crescent/base/error.hpp>
#include <crescent/base/parallel.hpp>
#include <crescent/data/number.hpp>
#include <crescent/data/packed.hpp>

#include "data/levels.hpp"
#include "data/packed_layout.hpp"

namespace crescent::data {
namespace {

template <class T>
void append_numbers(const char* bytes, std::size_t rows, std::vector<double>& numbers) {
  for (std::size_t row = 0; row < rows; ++row) {
    const T value = load<T>(bytes + row * sizeof(T));
    const bool missing = std::is_integral_v<T> && value == std::numeric_limits<T>::min();
    numbers.push_back(missing ? std::numeric_limits<double>::quiet_NaN()
                              : static_cast<double>(value));
  }
}

template <class T>
void append_codes(const char* bytes, std::size_t rows, std::vector<std::uint32_t>& codes) {
  for (std::size_t row = 0; row < rows; ++row) {
    const T value = load<T>(bytes + row * sizeof(T));
    codes.push_back(value == std::numeric_limits<T>::max() ? missing_level : value);
  }
}

void append_numbers(const char* bytes, PartKind kind, std::size_t rows,
                    std::vector<double>& numbers) {
  switch (kind) {
    case PartKind::int8:
      return append_numbers<std::int8_t>(bytes, rows, numbers);
    case PartKind::int16:
      return append_numbers<std::int16_t>(bytes, rows, numbers);
    case PartKind::int32:
      return append_numbers<std::int32_t>(bytes, rows, numbers);
    case PartKind::float32:
      return append_numbers<float>(bytes, rows, numbers);
    default:
      return append_numbers<double>(bytes, rows, numbers);
  }
}

void append_codes(const char* bytes, PartKind kind, std::size_t rows,
                  std::vector<std::uint32_t>& codes) {
  switch (kind) {
    case PartKind::uint8:
      return append_codes<std::uint8_t>(bytes, rows, codes);
    case PartKind::uint16:
      return append_codes<std::uint16_t>(bytes, rows, codes);
    default:
      return append_codes<std::uint32_t>(bytes, rows, codes);
  }
}

/// The spellings of a part, one after another, each with its row within the group.
class Spellings {
 public:
  explicit Spellings(std::string_view bytes) : at_(bytes.data()), end_(at_ + bytes.size()) {}

  /// Steps to the next; false behind the last. Throws protozero::exception where the bytes end too
  /// early.
  bool next() {
    if (at_ == end_) return false;
    const std::uint64_t skipped = protozero::decode_varint(&at_, end_);
    const std::uint64_t size = protozero::decode_varint(&at_, end_);
    if (size > static_cast<std::uint64_t>(end_ - at_) ||
        skipped > std::numeric_limits<std::uint32_t>::max())
      throw protozero::end_of_buffer_exception();
    row = next_ + skipped;
    next_ = row + 1;
    text = {at_, static_cast<std::size_t>(size)};
    at_ += size;
    return true;
  }

  std::uint64_t row = 0;
  std::string_view text;

 private:
  std::uint64_t next_ = 0;
  const char* at_;
  const char* end_;
};

/// A packed file, known to be well-formed where the table has been read.
class PackedSource : public TableSource {
 public:
  PackedSource(FileBytes bytes, const std::string& source)
      : bytes_(std::move(bytes)), directory(decode_directory(bytes_.view(), source)) {}

  Column read(std::size_t c, const std::string& source) const {
    const PackedColumn& packed = directory.columns[c];
    const auto fail = [&](const char* what) {
      return Error(
          ErrorCode::parse,
          fmt::format("is a packed table that is damaged: {} in column '{}'; pack it again "
                      "('crescent pack')",
                      what, packed.name),
          {.file = source});
    };
    Column column{.name = packed.name, .is_numeric = packed.is_numeric};
    const std::size_t rows = directory.rows();
    if (packed.is_numeric)
      column.numbers.reserve(rows);
    else
      column.codes.reserve(rows);
    for (std::size_t g = 0; g < packed.parts.size(); ++g) {
      if (packed.is_numeric)
        append_numbers(values(c, g), packed.parts[g].kind, directory.group_rows[g], column.numbers);
      else
        append_codes(values(c, g), packed.parts[g].kind, directory.group_rows[g], column.codes);
      if (!spellings_fit(c, g, column)) throw fail("a number and its spelling differ");
    }
    for (const double number : column.numbers)
      if (std::isinf(number)) throw fail("a number is infinite");
    for (const std::uint32_t code : column.codes)
      if (code != missing_level && code >= packed.levels.size()) throw fail("a text is not there");
    for (std::size_t row = 0; row < rows; ++row) column.missing_count += column.is_missing(row);
    Levels levels;
    for (std::size_t i = 0; i < packed.levels.size(); ++i)
      if (packed.levels[i].empty() || levels.code(packed.levels[i]) != i)
        throw fail("a text is empty or there twice");
    if (packed.missing_count != column.missing_count || packed.first_text_row >= rows)
      throw fail("counts do not fit");
    column.levels = levels.take();
    column.first_text_row = packed.first_text_row;
    return column;
  }

  Column as_text(std::size_t c) const override {
    Column column;
    Levels levels;
    const PackedColumn& packed = directory.columns[c];
    for (std::size_t g = 0; g < packed.parts.size(); ++g) {
      std::vector<double> numbers;
      append_numbers(values(c, g), packed.parts[g].kind, directory.group_rows[g], numbers);
      Spellings odd(spellings(c, g));
      bool more = odd.next();
      for (std::size_t row = 0; row < numbers.size(); ++row) {
        const bool is_odd = more && odd.row == row;
        const bool missing = std::isnan(numbers[row]);
        column.missing_count += missing;
        column.codes.push_back(missing  ? missing_level
                               : is_odd ? levels.code(odd.text)
                                        : levels.code(fmt::format("{}", numbers[row])));
        if (is_odd) more = odd.next();
      }
    }
    column.levels = levels.take();
    return column;
  }

  std::string cell(std::size_t c, std::size_t row) const override {
    std::size_t g = 0;
    for (; row >= directory.group_rows[g]; ++g) row -= directory.group_rows[g];
    for (Spellings odd(spellings(c, g)); odd.next() && odd.row <= row;)
      if (odd.row == row) return std::string(odd.text);
    const PartKind kind = directory.columns[c].parts[g].kind;
    std::vector<double> number;
    append_numbers(values(c, g) + row * width(kind), kind, 1, number);
    return std::isnan(number[0]) ? "" : fmt::format("{}", number[0]);
  }

  bool has(std::size_t c) const override { return directory.columns[c].is_numeric; }
  std::size_t line(std::size_t) const override { return 0; }

 private:
  const char* values(std::size_t c, std::size_t g) const {
    return bytes_.view().data() + directory.columns[c].parts[g].offset;
  }

  std::string_view spellings(std::size_t c, std::size_t g) const {
    const PackedPart& part = directory.columns[c].parts[g];
    const std::size_t size = directory.group_rows[g] * width(part.kind);
    return bytes_.view().substr(part.offset + size, part.spelling_bytes);
  }

  /// Whether each spelling of the group, whose rows are the last ones of `column`, is of the number
  /// in its row.
  bool spellings_fit(std::size_t c, std::size_t g, const Column& column) const try {
    const std::size_t rows = directory.group_rows[g];
    for (Spellings odd(spellings(c, g)); odd.next();) {
      if (!column.is_numeric || odd.row >= rows) return false;
      const auto number = parse_number(odd.text);
      if (!number || *number != column.numbers[column.numbers.size() - rows + odd.row])
        return false;
    }
    return true;
  } catch (const protozero::exception&) {
    return false;
  }

  FileBytes bytes_;

 public:
  PackedDirectory directory;
};

/// How to read text says nothing about a file that was read when it was packed.
void check_no_csv_options(const CsvOptions& options, const std::string& source) {
  if (options.delimiter || options.header || options.na_values != CsvOptions().na_values)
    throw Error(ErrorCode::invalid_argument,
                "is packed: its delimiter, header and missing values are settled; give them to "
                "'crescent pack' instead",
                {.file = source});
}

}  // namespace

bool is_packed(std::string_view bytes) {
  return bytes.starts_with(packed_magic) && bytes.substr(0, packed_head).ends_with('\0');
}

Table parse_packed(FileBytes bytes, const std::string& source, const CsvOptions& options) {
  check_no_csv_options(options, source);
  auto origin = std::make_shared<PackedSource>(std::move(bytes), source);
  const PackedDirectory& directory = origin->directory;
  Table table{.source = source,
              .columns = std::vector<Column>(directory.columns.size()),
              .has_header = directory.has_header,
              .origin = origin,
              .notes = directory.notes};
  parallel_for(0, table.columns.size(),
               [&](std::size_t c) { table.columns[c] = origin->read(c, source); });
  return table;
}

}  // namespace crescent::data
