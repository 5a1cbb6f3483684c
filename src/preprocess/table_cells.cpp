#include "cells.hpp"

namespace crescent::preprocess {

void TableCells::numbers(std::size_t column, const Numbers& take) const {
  const std::vector<double>& all = table_.columns[column].numbers;
  if (chosen_ == nullptr) return take(all);
  if (gathered_ != column) {
    numbers_.clear();
    numbers_.reserve(chosen_->size());
    for (const std::size_t row : *chosen_) numbers_.push_back(all[row]);
    gathered_ = column;
  }
  take(numbers_);
}

void TableCells::codes(std::size_t column, const Codes& take) const {
  const std::vector<std::uint32_t>& all = table_.columns[column].codes;
  if (chosen_ == nullptr) return take(all);
  std::vector<std::uint32_t> codes;
  codes.reserve(chosen_->size());
  for (const std::size_t row : *chosen_) codes.push_back(all[row]);
  take(codes);
}

std::set<std::string> TableCells::levels(std::size_t column) const {
  const data::Column texts = table_.as_text(column);
  std::vector<char> seen(texts.levels.size() + 1);
  for (std::size_t i = 0; i < rows(); ++i) {
    const std::size_t row = chosen_ ? (*chosen_)[i] : i;
    seen[texts.is_missing(row) ? texts.levels.size() : texts.codes[row]] = 1;
  }
  std::set<std::string> levels;
  for (std::size_t k = 0; k < texts.levels.size(); ++k)
    if (seen[k]) levels.insert(texts.levels[k]);
  if (seen.back()) levels.insert("");
  return levels;
}

}  // namespace crescent::preprocess
