#include <algorithm>
#include <optional>
#include <utility>

#include <crescent/base/error.hpp>
#include <crescent/data/csv_stream.hpp>

#include "data/byte_stream.hpp"
#include "data/csv_head.hpp"
#include "data/csv_rows.hpp"
#include "data/csv_table.hpp"

namespace crescent::data {

class CsvStream::Impl {
 public:
  Impl(std::unique_ptr<ByteStream> bytes, std::string name, const CsvOptions& options,
       const std::vector<std::string>& text_columns)
      : source(std::move(name)), stream_(std::move(bytes)), options_(options) {
    constexpr std::ptrdiff_t enough_lines = 1100;  // for what read_head looks at
    for (std::size_t wanted = head_bytes; wanted <= 64 * head_bytes; wanted *= 2) {
      fill(wanted);
      if (ended_ || std::count(pending_.begin(), pending_.end(), '\n') > enough_lines) break;
    }
    std::string_view text = text_body(pending_, source);
    const std::size_t mark = pending_.size() - text.size();  // the byte-order mark
    // A row that is cut off says nothing about its column.
    if (!ended_) text = text.substr(0, text.find_last_of("\r\n"));
    head = read_head(text, source, options);
    for (std::size_t c = 0; c < head.names.size(); ++c)
      if (std::find(text_columns.begin(), text_columns.end(), head.names[c]) != text_columns.end())
        head.readings[c] = Reading::text;
    used_ = mark + head.begin;
    line_ = head.begin_line;
  }

  std::optional<Table> next(std::size_t most_rows) {
    const Cut cut = cut_rows(std::max<std::size_t>(1, most_rows));
    if (cut.rows == 0 && !cut.broken) return {};
    // The broken row, if there is one, goes along: read_csv_rows says what is wrong with it.
    const std::size_t size = cut.broken ? pending_.size() - used_ : cut.size;
    const FileBytes bytes(pending_.substr(used_, size));
    Table table = read_csv_rows(bytes, bytes.view(), source, head,
                                {.begin = 0,
                                 .first_line = line_,
                                 .chunk_bytes = options_.chunk_bytes,
                                 .threads = options_.threads},
                                rows_above_);
    used_ += size;
    line_ += cut.lines;
    rows_above_ += cut.rows;
    head.notes.clear();
    return table;
  }

  std::string source;
  CsvHead head;

 private:
  static constexpr std::size_t head_bytes = std::size_t{1} << 20;
  static constexpr std::size_t table_bytes = std::size_t{1} << 24;
  static constexpr std::size_t most_bytes = std::size_t{1} << 30;

  /// The first rows of what is pending.
  struct Cut {
    std::size_t size = 0;  // bytes
    std::size_t rows = 0;
    std::size_t lines = 0;
    bool broken = false;  // a quote that is not closed, or text behind one
  };

  /// Reads until `wanted` bytes are pending, or all.
  void fill(std::size_t wanted) {
    pending_.erase(0, std::exchange(used_, 0));
    while (!ended_ && pending_.size() < wanted)
      ended_ = !stream_->read(pending_, wanted - pending_.size());
  }

  /// Cuts off complete rows, at most `most`: what may go on behind the bytes at hand is not one.
  Cut cut_rows(std::size_t most) {
    for (;; wanted_ *= 2) {
      if (pending_.size() - used_ < wanted_) fill(wanted_);
      const std::optional<Cut> lines = cut_lines(most);
      const Cut cut = lines ? *lines : scan_and_cut(most);
      if (cut.rows == most || cut.broken || ended_) return cut;
      // Enough for a table; what is left over waits for the next one.
      if (cut.rows > 0 && wanted_ >= table_bytes) return cut;
      if (wanted_ >= most_bytes)
        throw csv_error(source, "a row takes more than 1 GB; is a quote missing in it?", line_);
    }
  }

  /// Where nothing is quoted a row is a line, found without looking at its cells; a row that has
  /// not as many as the others is then met by read_csv_rows. Nothing for text that has to be
  /// scanned.
  std::optional<Cut> cut_lines(std::size_t most) const {
    const std::string_view text = std::string_view(pending_).substr(used_);
    const char* const blanks = head.format.delimiter == '\t' ? " " : " \t";
    Cut cut;
    while (cut.rows < most && cut.size < text.size()) {
      const std::size_t end = text.find('\n', cut.size);
      if (end == std::string_view::npos && !ended_) break;
      std::string_view line = text.substr(cut.size, end - cut.size);
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (line.find('"') != std::string_view::npos || line.find('\r') != std::string_view::npos)
        return {};
      cut.rows += line.find_first_not_of(blanks) != std::string_view::npos;
      cut.lines += end != std::string_view::npos;
      cut.size = end == std::string_view::npos ? text.size() : end + 1;
    }
    return cut;
  }

  Cut scan_and_cut(std::size_t most) const {
    const std::string_view text = std::string_view(pending_).substr(used_);
    RowScanner scanner(text, head.format.delimiter);
    std::vector<Cell> cells;
    Cut cut;
    while (cut.rows < most) {
      const RowScanner::Status status = scanner.next(cells);
      const bool at_end = scanner.position() == text.size();
      if (status == RowScanner::Status::end || (at_end && !ended_)) break;
      if (status == RowScanner::Status::problem) {
        cut.broken = ended_ || !scanner.unclosed();
        break;
      }
      cut.broken = cells.size() != head.names.size();
      if (cut.broken) break;
      ++cut.rows;
      cut.size = scanner.position();
      cut.lines = scanner.line() - 1;
    }
    return cut;
  }

  std::unique_ptr<ByteStream> stream_;
  CsvOptions options_;
  std::string pending_;  // what was read and is not in a table yet, behind `used_`
  std::size_t used_ = 0;
  bool ended_ = false;
  std::size_t wanted_ = head_bytes;
  std::size_t line_ = 1;
  std::size_t rows_above_ = 0;
};

CsvStream::CsvStream(const std::filesystem::path& path, const CsvOptions& options,
                     const std::vector<std::string>& text_columns)
    : CsvStream(open_stream(path), source_name(path), options, text_columns) {}
CsvStream::CsvStream(std::unique_ptr<ByteStream> bytes, const std::string& source,
                     const CsvOptions& options, const std::vector<std::string>& text_columns)
    : impl_(std::make_unique<Impl>(std::move(bytes), source, options, text_columns)) {}
CsvStream::~CsvStream() = default;
CsvStream::CsvStream(CsvStream&&) noexcept = default;
CsvStream& CsvStream::operator=(CsvStream&&) noexcept = default;

const std::string& CsvStream::source() const { return impl_->source; }
const std::vector<std::string>& CsvStream::names() const { return impl_->head.names; }
bool CsvStream::has_header() const { return impl_->head.header; }
std::optional<Table> CsvStream::next(std::size_t most_rows) { return impl_->next(most_rows); }

}  // namespace crescent::data
