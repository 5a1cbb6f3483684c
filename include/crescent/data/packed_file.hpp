#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <crescent/data/csv.hpp>
#include <crescent/data/table.hpp>

namespace crescent::data {

/// A packed file of which rows and columns are read as they are needed: in memory are its
/// directory, with the distinct texts of the text columns, and what was asked for. Several threads
/// may read.
class PackedFile {
 public:
  /// Opens a file that `pack` wrote, not compressed. Throws like `parse_packed` for what the
  /// directory shows, Error(io) if it cannot be read.
  explicit PackedFile(const std::filesystem::path& path, const CsvOptions& options = {});
  ~PackedFile();
  PackedFile(PackedFile&&) noexcept;
  PackedFile& operator=(PackedFile&&) noexcept;

  /// The table without its rows: names, kinds, levels and counts of the columns, and the notes.
  const Table& head() const;
  std::size_t rows() const;
  /// Rows of each group (G): they are stored together, and read from one group at a time.
  const std::vector<std::size_t>& group_rows() const;
  /// Bytes of memory that the directory takes, about.
  std::size_t memory() const;
  /// Of the directory: the sizes and places of everything, and all texts.
  std::uint64_t fingerprint() const;

  /// A column to be read.
  struct Pick {
    std::size_t column = 0;
    /// Whether numbers are to be had as they were written too (Table::as_text, Table::cell), not
    /// only in the fewest digits that read back as the same number.
    bool spelled = false;
  };
  /// Rows `first` to first + rows - 1 of group `group`, of these columns in this order. The levels
  /// of a text column are those that occur in these rows. Throws Error(io), Error(parse) for
  /// damaged cells.
  Table read(std::size_t group, std::size_t first, std::size_t rows,
             const std::vector<Pick>& columns) const;
  /// The codes of a text column's group (group_rows), positions in its levels in `head`.
  std::vector<std::uint32_t> codes(std::size_t group, std::size_t column) const;

 private:
  class Impl;
  std::unique_ptr<const Impl> impl_;
};

/// The rows for which `rows` (file.rows()) is true as a table in memory, of these columns in this
/// order; spelled columns of numbers become text. Throws what `PackedFile::read` throws.
Table gather_rows(const PackedFile& file, const std::vector<bool>& rows,
                  const std::vector<PackedFile::Pick>& columns);

/// Whether this is the name of a packed file that PackedFile can read: not a pipe, not compressed.
bool is_packed_file(const std::filesystem::path& path);

}  // namespace crescent::data
