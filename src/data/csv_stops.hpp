#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace crescent::data {

/// Writes the positions of `delimiter`, CR and LF in `text` (shorter than 4 GB), ascending, to
/// `stops`, which has room for one a byte and 64 more. Returns how many there are.
std::size_t find_stops(std::string_view text, char delimiter, std::uint32_t* stops) noexcept;

/// What a text holds beside plain ASCII.
struct TextSurvey {
  bool nul = false;        ///< a byte 0
  bool not_ascii = false;  ///< a byte above 127
};
TextSurvey survey(std::string_view text) noexcept;

/// The next delimiter or line end at or behind a position that only moves forward. The text is
/// looked through in vectors, a block at a time.
class StopFinder {
 public:
  StopFinder(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {}

  std::size_t next(std::size_t position) {
    while (true) {
      while (next_ < count_ && block_ + stops_[next_] < position) ++next_;
      if (next_ < count_) return block_ + stops_[next_];
      if (block_end_ == text_.size()) return text_.size();
      fill(position);
    }
  }

 private:
  void fill(std::size_t position);

  std::string_view text_;
  char delimiter_;
  std::vector<std::uint32_t> stops_;  // relative to the block
  std::size_t count_ = 0;
  std::size_t next_ = 0;
  std::size_t block_ = 0;
  std::size_t block_end_ = 0;
};

}  // namespace crescent::data
