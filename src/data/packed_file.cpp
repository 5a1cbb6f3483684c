#include <span>
#include <system_error>
#include <unordered_map>
#include <utility>

#include <crescent/base/file.hpp>
#include <crescent/base/fingerprint.hpp>
#include <crescent/data/packed.hpp>
#include <crescent/data/packed_file.hpp>

#include "data/byte_stream.hpp"
#include "data/packed_cells.hpp"
#include "data/packed_layout.hpp"

namespace crescent::data {
namespace {

/// Codes and levels of what occurs in `codes`, by first appearance.
void keep_used_levels(const std::vector<std::string>& levels, Column& column) {
  std::unordered_map<std::uint32_t, std::uint32_t> known;
  for (std::uint32_t& code : column.codes) {
    if (code == missing_level) continue;
    const auto [place, is_new] = known.emplace(code, static_cast<std::uint32_t>(known.size()));
    if (is_new) column.levels.push_back(levels[code]);
    code = place->second;
  }
}

}  // namespace

class PackedFile::Impl {
 public:
  Impl(const std::filesystem::path& path, const CsvOptions& options)
      : file_(path), head{.source = source_name(path), .columns = {}} {
    check_no_csv_options(options, head.source);
    PackedDirectory directory = read_directory();
    rows = static_cast<std::size_t>(directory.rows());
    for (const std::uint64_t some : directory.group_rows)
      group_rows.push_back(static_cast<std::size_t>(some));
    head.has_header = directory.has_header;
    head.notes = std::move(directory.notes);
    for (PackedColumn& column : directory.columns) {
      check_column(column, rows, head.source);
      head.columns.push_back({.name = std::move(column.name),
                              .is_numeric = column.is_numeric,
                              .levels = std::move(column.levels),
                              .first_text_row = static_cast<std::size_t>(column.first_text_row),
                              .missing_count = static_cast<std::size_t>(column.missing_count)});
      for (const std::string& level : head.columns.back().levels)
        memory += sizeof(std::string) + level.capacity();
      memory += column.parts.size() * sizeof(PackedPart) + sizeof(Column);
      parts_.push_back(std::move(column.parts));
    }
  }

  Table read(std::size_t group, std::size_t first, std::size_t count,
             const std::vector<Pick>& columns) const {
    Table table{.source = head.source, .columns = {}, .has_header = head.has_header};
    const auto bytes = std::make_shared<std::vector<std::string>>();
    bytes->reserve(columns.size());  // cells point into them: they must not move
    std::vector<std::vector<PackedCells>> written;
    for (const Pick& pick : columns) {
      const bool numeric = head.columns[pick.column].is_numeric, spelled = numeric && pick.spelled;
      std::string& mine = bytes->emplace_back();
      const PackedCells cells = load(group, first, count, pick.column, spelled, mine);
      table.columns.push_back(decode(cells, pick.column));
      if (!spelled) std::string().swap(mine);
      written.push_back(spelled ? std::vector{cells} : std::vector<PackedCells>());
    }
    table.origin = std::make_shared<PackedSource>(bytes, std::move(written));
    return table;
  }

  std::vector<std::uint32_t> codes(std::size_t group, std::size_t column) const {
    std::string bytes;
    std::vector<std::uint32_t> codes;
    append_codes(load(group, 0, group_rows[group], column, false, bytes), codes);
    check_codes(codes, head.columns[column].levels.size(), head.columns[column].name, head.source);
    return codes;
  }

 private:
  /// So many bytes, or all of a shorter file.
  std::size_t at_most(std::size_t bytes) const {
    return static_cast<std::size_t>(std::min<std::uint64_t>(file_.size(), bytes));
  }

  PackedDirectory read_directory() {
    std::string start(at_most(packed_head), '\0'), trailer(at_most(packed_trailer), '\0');
    file_.read(0, start.data(), start.size());
    file_.read(file_.size() - trailer.size(), trailer.data(), trailer.size());
    const PackedPlace place = find_directory(start, trailer, file_.size(), head.source);
    std::string bytes(static_cast<std::size_t>(place.size), '\0');
    file_.read(place.offset, bytes.data(), bytes.size());
    fingerprint = crescent::fingerprint(bytes);
    return decode_directory(bytes, place, head.source);
  }

  /// Cells whose values and, if asked for, spellings lie in `bytes` then.
  PackedCells load(std::size_t group, std::size_t first, std::size_t count, std::size_t column,
                   bool spelled, std::string& bytes) const {
    const PackedPart& part = parts_[column][group];
    const std::size_t each = width(part.kind), values = count * each;
    const auto spellings = static_cast<std::size_t>(spelled ? part.spelling_bytes : 0);
    bytes.resize(values + spellings);
    file_.read(part.offset + first * each, bytes.data(), values);
    file_.read(part.offset + group_rows[group] * each, bytes.data() + values, spellings);
    return {.kind = part.kind,
            .rows = count,
            .values = bytes.data(),
            .spellings = std::string_view(bytes).substr(values),
            .first = first};
  }

  Column decode(const PackedCells& cells, std::size_t c) const {
    const Column& known = head.columns[c];
    Column column{.name = known.name, .is_numeric = known.is_numeric};
    if (known.is_numeric) {
      column.numbers.reserve(cells.rows);
      append_numbers(cells, column.numbers);
      check_numbers(cells, column.numbers, known.name, head.source);
    } else {
      column.codes.reserve(cells.rows);
      append_codes(cells, column.codes);
      check_codes(column.codes, known.levels.size(), known.name, head.source);
      keep_used_levels(known.levels, column);
    }
    for (std::size_t row = 0; row < cells.rows; ++row)
      column.missing_count += column.is_missing(row);
    return column;
  }

  FileReader file_;
  std::vector<std::vector<PackedPart>> parts_;  ///< (C, G)

 public:
  Table head;
  std::size_t rows = 0;
  std::vector<std::size_t> group_rows;
  std::uint64_t fingerprint = 0;
  std::size_t memory = 0;
};

PackedFile::PackedFile(const std::filesystem::path& path, const CsvOptions& options)
    : impl_(std::make_unique<Impl>(path, options)) {}
PackedFile::~PackedFile() = default;
PackedFile::PackedFile(PackedFile&&) noexcept = default;
PackedFile& PackedFile::operator=(PackedFile&&) noexcept = default;

const Table& PackedFile::head() const { return impl_->head; }
std::size_t PackedFile::rows() const { return impl_->rows; }
const std::vector<std::size_t>& PackedFile::group_rows() const { return impl_->group_rows; }
std::size_t PackedFile::memory() const { return impl_->memory; }
std::uint64_t PackedFile::fingerprint() const { return impl_->fingerprint; }

Table PackedFile::read(std::size_t group, std::size_t first, std::size_t rows,
                       const std::vector<Pick>& columns) const {
  return impl_->read(group, first, rows, columns);
}

std::vector<std::uint32_t> PackedFile::codes(std::size_t group, std::size_t column) const {
  return impl_->codes(group, column);
}

bool is_packed_file(const std::filesystem::path& path) {
  std::error_code failure;
  if (!std::filesystem::is_regular_file(path, failure)) return false;
  const FileReader file(path);
  std::string start(static_cast<std::size_t>(std::min<std::uint64_t>(file.size(), packed_head)),
                    '\0');
  file.read(0, start.data(), start.size());
  return is_packed(start);
}

}  // namespace crescent::data
