#include "data/csv_columns.hpp"

#include <algorithm>
#include <utility>

#include <crescent/base/parallel.hpp>

namespace crescent::data {
namespace {

/// Behind the first line end at or behind `offset`.
std::size_t next_line(std::string_view text, std::size_t offset) {
  while (offset < text.size() && text[offset] != '\n' && text[offset] != '\r') ++offset;
  if (offset >= text.size()) return text.size();
  const bool crlf = text[offset] == '\r' && offset + 1 < text.size() && text[offset + 1] == '\n';
  return offset + (crlf ? 2 : 1);
}

class RowsReader {
 public:
  RowsReader(std::string_view text, const CsvFormat& format, std::vector<Reading> readings,
             const ReadRowsOptions& options)
      : text_(text),
        format_(format),
        readings_(std::move(readings)),
        options_(options),
        threads_(options.threads > 0 ? options.threads : hardware_threads()),
        levels_(readings_.size()),
        text_found_(readings_.size()),
        offset_(options.begin),
        line_(options.first_line) {
    read_.columns.resize(readings_.size());
    for (std::size_t c = 0; c < readings_.size(); ++c)
      read_.columns[c].is_numeric = readings_[c] == Reading::numbers;
  }

  RowsRead read() {
    while (offset_ < text_.size() && !read_.broken && !read_.nul) {
      read_wave();
      take_wave();
    }
    for (std::size_t c = 0; c < readings_.size(); ++c)
      if (readings_[c] == Reading::text) read_.columns[c].levels = levels_[c].take();
    return std::move(read_);
  }

 private:
  /// Reads the next chunks, as many as keep all threads busy, all at once.
  void read_wave() {
    const std::size_t most = threads_ == 1 ? 1 : 4 * static_cast<std::size_t>(threads_);
    starts_.assign(1, offset_);
    while (starts_.size() <= most && starts_.back() < text_.size())
      starts_.push_back(
          next_line(text_, starts_.back() + std::max<std::size_t>(1, options_.chunk_bytes) - 1));
    const std::size_t count = starts_.size() - 1;
    if (chunks_.size() < count) chunks_.resize(count);
    parallel_for(threads_, count, [&](std::size_t i) {
      // What starts inside quotes may run on to the end of the file: not before that is known.
      const std::size_t spare = std::max<std::size_t>(options_.chunk_bytes, 4096);
      const std::size_t limit =
          i == 0 ? text_.size() : std::min(text_.size(), starts_[i + 1] + spare);
      read_chunk(text_, starts_[i], starts_[i + 1], limit, format_, readings_, chunks_[i]);
    });
    valid_ = 0;
    for (std::size_t i = 0; i < count; ++i) {
      Chunk& chunk = chunks_[i];
      if (chunk.begin != offset_ || chunk.cut_short)
        read_chunk(text_, offset_, starts_[i + 1], text_.size(), format_, readings_, chunk);
      ++valid_;
      offset_ = chunk.end;
      if (chunk.broken || chunk.nul) break;
    }
  }

  /// Appends the wave's chunks to the columns.
  void take_wave() {
    const std::size_t row = read_.rows;
    std::size_t wave_rows = 0;
    for (std::size_t i = 0; i < valid_; ++i) wave_rows += chunks_[i].rows;
    const std::size_t expected = expected_rows(wave_rows);
    parallel_for(threads_, readings_.size(), [&](std::size_t c) {
      if (readings_[c] == Reading::numbers)
        append_numbers(c, row + expected);
      else if (readings_[c] == Reading::text)
        append_codes(c, row, row + expected);
    });
    for (std::size_t c = 0; c < readings_.size(); ++c) {
      if (readings_[c] != Reading::numbers || !text_found_[c]) continue;
      readings_[c] = Reading::skip;
      read_.columns[c] = {};
      read_.turned_text.push_back(c);
    }
    for (std::size_t i = 0; i < valid_; ++i) take_places(chunks_[i]);
  }

  /// An estimate, from this wave, of the rows that this and all later waves have.
  std::size_t expected_rows(std::size_t wave_rows) const {
    const std::size_t wave_bytes = offset_ - starts_.front();
    if (wave_bytes == 0) return wave_rows;
    const double share =
        static_cast<double>(text_.size() - starts_.front()) / static_cast<double>(wave_bytes);
    return static_cast<std::size_t>(static_cast<double>(wave_rows) * share * 1.02) + 16;
  }

  void append_numbers(std::size_t c, std::size_t expected) {
    Column& column = read_.columns[c];
    if (column.numbers.empty()) column.numbers.reserve(expected);
    for (std::size_t i = 0; i < valid_; ++i) {
      const ChunkColumn& part = chunks_[i].columns[c];
      if (part.first_text_row) {
        text_found_[c] = 1;
        return;
      }
      column.numbers.insert(column.numbers.end(), part.numbers.begin(), part.numbers.end());
      column.missing_count += part.missing_count;
    }
  }

  void append_codes(std::size_t c, std::size_t row, std::size_t expected) {
    Column& column = read_.columns[c];
    if (column.codes.empty()) column.codes.reserve(expected);
    std::vector<std::uint32_t> code_of;  // of the chunk's levels in the whole column
    for (std::size_t i = 0; i < valid_; ++i) {
      const ChunkColumn& part = chunks_[i].columns[c];
      code_of.clear();
      for (const std::string& level : part.levels.texts())
        code_of.push_back(levels_[c].code(level));
      for (const std::uint32_t code : part.codes)
        column.codes.push_back(code == missing_level ? missing_level : code_of[code]);
      column.missing_count += part.missing_count;
      if (part.first_text_row && !text_found_[c]) {
        text_found_[c] = 1;
        column.first_text_row = row + *part.first_text_row;
      }
      row += chunks_[i].rows;
    }
  }

  void take_places(const Chunk& chunk) {
    for (const RowMark& mark : chunk.marks)
      read_.marks.push_back({read_.rows + mark.row, mark.offset, line_ + mark.line});
    read_.rows += chunk.rows;
    line_ += chunk.lines;
    if (chunk.broken) read_.broken = {read_.rows, chunk.end, line_};
    if (chunk.nul) read_.nul = chunk.nul;
    if (chunk.not_utf8 && !read_.not_utf8) read_.not_utf8 = chunk.not_utf8;
  }

  std::string_view text_;
  const CsvFormat& format_;
  std::vector<Reading> readings_;
  ReadRowsOptions options_;
  int threads_;
  std::vector<Levels> levels_;
  std::vector<char> text_found_;  // each column, in the order of the rows
  std::size_t offset_;            // up to here all is read
  std::size_t line_;              // there, once the wave is taken
  std::vector<std::size_t> starts_;
  std::vector<Chunk> chunks_;
  std::size_t valid_ = 0;  // chunks of this wave
  RowsRead read_;
};

}  // namespace

RowsRead read_rows(std::string_view text, const CsvFormat& format, std::vector<Reading> readings,
                   const ReadRowsOptions& options) {
  return RowsReader(text, format, std::move(readings), options).read();
}

}  // namespace crescent::data
