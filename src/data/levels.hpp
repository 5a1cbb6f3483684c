#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crescent::data {

/// The distinct texts of a column, numbered in order of first appearance. A hash table that keeps
/// each text once, with open addressing: positions of `levels` plus 1, 0 for a free slot.
class Levels {
 public:
  /// The number of `text`, which is added if it is new.
  std::uint32_t code(std::string_view text);

  std::size_t size() const { return levels_.size(); }
  const std::vector<std::string>& texts() const { return levels_; }
  void clear();
  /// The texts; the table is empty afterwards.
  std::vector<std::string> take();

 private:
  void grow();

  std::vector<std::string> levels_;
  std::vector<std::size_t> hashes_;
  std::vector<std::uint32_t> slots_;
};

}  // namespace crescent::data
