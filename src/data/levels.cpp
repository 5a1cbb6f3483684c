#include "data/levels.hpp"

#include <functional>
#include <utility>

namespace crescent::data {

std::uint32_t Levels::code(std::string_view text) {
  if (2 * levels_.size() >= slots_.size()) grow();
  const std::size_t hash = std::hash<std::string_view>()(text);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t slot = hash & mask;; slot = (slot + 1) & mask) {
    if (slots_[slot] == 0) {
      levels_.emplace_back(text);
      hashes_.push_back(hash);
      slots_[slot] = static_cast<std::uint32_t>(levels_.size());
      return slots_[slot] - 1;
    }
    const std::uint32_t found = slots_[slot] - 1;
    if (hashes_[found] == hash && levels_[found] == text) return found;
  }
}

void Levels::grow() {
  slots_.assign(slots_.empty() ? 16 : 2 * slots_.size(), 0);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = 0; i < hashes_.size(); ++i) {
    std::size_t slot = hashes_[i] & mask;
    while (slots_[slot] != 0) slot = (slot + 1) & mask;
    slots_[slot] = static_cast<std::uint32_t>(i + 1);
  }
}

void Levels::clear() {
  levels_.clear();
  hashes_.clear();
  slots_.clear();
}

std::vector<std::string> Levels::take() {
  std::vector<std::string> levels = std::move(levels_);
  clear();
  return levels;
}

}  // namespace crescent::data
