#include "data/packed_cells.hpp"

#include <cmath>
#include <limits>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>
#include <protozero/exception.hpp>
#include <protozero/varint.hpp>

#include <crescent/base/bit_cast.hpp>
#include <crescent/data/number.hpp>

#include "data/levels.hpp"

namespace crescent::data {
namespace {

template <class T>
void append_as(const PackedCells& cells, std::vector<double>& numbers) {
  for (std::size_t row = 0; row < cells.rows; ++row) {
    const T value = load<T>(cells.values + row * sizeof(T));
    const bool missing = std::is_integral_v<T> && value == std::numeric_limits<T>::min();
    numbers.push_back(missing ? std::numeric_limits<double>::quiet_NaN()
                              : static_cast<double>(value));
  }
}

template <class T>
void append_as(const PackedCells& cells, std::vector<std::uint32_t>& codes) {
  for (std::size_t row = 0; row < cells.rows; ++row) {
    const T value = load<T>(cells.values + row * sizeof(T));
    codes.push_back(value == std::numeric_limits<T>::max() ? missing_level : value);
  }
}

/// The spellings of a group, one after another, each with its row within the group.
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

/// The codes of numbers in their fewest digits; what a number is called is looked up, not written
/// again, where few different ones are met.
class NumberCodes {
 public:
  explicit NumberCodes(Levels& levels) : levels_(levels) {}

  std::uint32_t code(double number) {
    constexpr std::size_t few = 1024;
    const auto found = known_.find(bit_cast<std::uint64_t>(number));
    if (found != known_.end()) return found->second;
    const std::uint32_t code = levels_.code(fmt::format("{}", number));
    if (known_.size() < few) known_.emplace(bit_cast<std::uint64_t>(number), code);
    return code;
  }

 private:
  Levels& levels_;
  std::unordered_map<std::uint64_t, std::uint32_t> known_;
};

bool spellings_fit(const PackedCells& cells, std::span<const double> numbers) try {
  for (Spellings odd(cells.spellings); odd.next();) {
    if (odd.row < cells.first || odd.row >= cells.first + cells.rows) continue;  // of other rows
    const auto number = parse_number(odd.text);
    if (!number || *number != numbers[static_cast<std::size_t>(odd.row) - cells.first])
      return false;
  }
  return true;
} catch (const protozero::exception&) {
  return false;
}

}  // namespace

void append_numbers(const PackedCells& cells, std::vector<double>& numbers) {
  switch (cells.kind) {
    case PartKind::int8:
      return append_as<std::int8_t>(cells, numbers);
    case PartKind::int16:
      return append_as<std::int16_t>(cells, numbers);
    case PartKind::int32:
      return append_as<std::int32_t>(cells, numbers);
    case PartKind::float32:
      return append_as<float>(cells, numbers);
    default:
      return append_as<double>(cells, numbers);
  }
}

void append_codes(const PackedCells& cells, std::vector<std::uint32_t>& codes) {
  switch (cells.kind) {
    case PartKind::uint8:
      return append_as<std::uint8_t>(cells, codes);
    case PartKind::uint16:
      return append_as<std::uint16_t>(cells, codes);
    default:
      return append_as<std::uint32_t>(cells, codes);
  }
}

Error damaged(const std::string& what, const std::string& name, const std::string& source) {
  return {ErrorCode::parse,
          fmt::format("is a packed table that is damaged: {} in column '{}'; pack it again "
                      "('crescent pack')",
                      what, name),
          {.file = source}};
}

void check_numbers(const PackedCells& cells, std::span<const double> numbers,
                   const std::string& name, const std::string& source) {
  for (const double number : numbers)
    if (std::isinf(number)) throw damaged("a number is infinite", name, source);
  if (!spellings_fit(cells, numbers))
    throw damaged("a number and its spelling differ", name, source);
}

void check_codes(std::span<const std::uint32_t> codes, std::size_t levels, const std::string& name,
                 const std::string& source) {
  for (const std::uint32_t code : codes)
    if (code != missing_level && code >= levels) throw damaged("a text is not there", name, source);
}

void check_column(PackedColumn& column, std::uint64_t rows, const std::string& source) {
  if (column.missing_count > rows || column.first_text_row >= rows)
    throw damaged("counts do not fit", column.name, source);
  Levels levels;
  for (std::size_t i = 0; i < column.levels.size(); ++i)
    if (column.levels[i].empty() || levels.code(column.levels[i]) != i)
      throw damaged("a text is empty or there twice", column.name, source);
}

void check_no_csv_options(const CsvOptions& options, const std::string& source) {
  if (options.delimiter || options.header || options.na_values != CsvOptions().na_values)
    throw Error(ErrorCode::invalid_argument,
                "is packed: its delimiter, header and missing values are settled; give them to "
                "'crescent pack' instead",
                {.file = source});
}

Column PackedSource::as_text(std::size_t c) const {
  Column column;
  Levels levels;
  NumberCodes codes(levels);
  for (const PackedCells& cells : columns_[c]) {
    std::vector<double> numbers;
    append_numbers(cells, numbers);
    Spellings odd(cells.spellings);
    bool more = odd.next();
    while (more && odd.row < cells.first) more = odd.next();
    for (std::size_t row = 0; row < numbers.size(); ++row) {
      const bool is_odd = more && odd.row == cells.first + row;
      const bool missing = std::isnan(numbers[row]);
      column.missing_count += missing;
      column.codes.push_back(missing  ? missing_level
                             : is_odd ? levels.code(odd.text)
                                      : codes.code(numbers[row]));
      if (is_odd) more = odd.next();
    }
  }
  column.levels = levels.take();
  return column;
}

std::string PackedSource::cell(std::size_t c, std::size_t row) const {
  std::size_t part = 0;
  for (; row >= columns_[c][part].rows; ++part) row -= columns_[c][part].rows;
  PackedCells cell = columns_[c][part];
  cell.values += row * width(cell.kind);
  cell.first += row;
  cell.rows = 1;
  for (Spellings odd(cell.spellings); odd.next() && odd.row <= cell.first;)
    if (odd.row == cell.first) return std::string(odd.text);
  std::vector<double> number;
  append_numbers(cell, number);
  return std::isnan(number[0]) ? "" : fmt::format("{}", number[0]);
}

}  // namespace crescent::data
