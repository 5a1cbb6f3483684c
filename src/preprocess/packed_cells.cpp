#include <algorithm>

#include "cells.hpp"

namespace crescent::preprocess {

PackedCells::PackedCells(const data::PackedFile& file, std::size_t memory)
    : file_(file), memory_(memory), rows_(file.rows()) {}

PackedCells::PackedCells(const data::PackedFile& file, const std::vector<bool>& chosen,
                         std::size_t memory)
    : file_(file),
      chosen_(&chosen),
      memory_(memory),
      rows_(static_cast<std::size_t>(std::count(chosen.begin(), chosen.end(), true))) {}

std::size_t PackedCells::first_row() const {
  std::size_t row = 0;
  while (!has(row)) ++row;
  return row;
}

void PackedCells::numbers(std::size_t column, const Numbers& take) const {
  if (gathered_ == column) return take(numbers_);
  if (rows_ > most_copied()) return read_numbers(column, take);
  numbers_.clear();
  numbers_.reserve(rows_);
  read_numbers(column, [this](std::span<const double> part) {
    numbers_.insert(numbers_.end(), part.begin(), part.end());
  });
  gathered_ = column;
  take(numbers_);
}

void PackedCells::read_numbers(std::size_t column, const Numbers& take) const {
  std::size_t first = 0;
  for (std::size_t g = 0; g < file_.group_rows().size(); first += file_.group_rows()[g++]) {
    data::Table part = file_.read(g, 0, file_.group_rows()[g], {{column}});
    std::vector<double>& numbers = part.columns[0].numbers;
    std::size_t kept = 0;
    for (std::size_t row = 0; row < numbers.size(); ++row)
      if (has(first + row)) numbers[kept++] = numbers[row];
    take(std::span(numbers).first(kept));
  }
}

void PackedCells::codes(std::size_t column, const Codes& take) const {
  std::size_t first = 0;
  for (std::size_t g = 0; g < file_.group_rows().size(); first += file_.group_rows()[g++]) {
    std::vector<std::uint32_t> codes = file_.codes(g, column);
    std::size_t kept = 0;
    for (std::size_t row = 0; row < codes.size(); ++row)
      if (has(first + row)) codes[kept++] = codes[row];
    take(std::span(codes).first(kept));
  }
}

std::set<std::string> PackedCells::levels(std::size_t column) const {
  const data::Column& known = table().columns[column];
  if (known.is_numeric) return levels_of_numbers(column);
  std::vector<char> seen(known.levels.size() + 1);
  codes(column, [&](std::span<const std::uint32_t> part) {
    for (const std::uint32_t code : part)
      seen[code == data::missing_level ? known.levels.size() : code] = 1;
  });
  std::set<std::string> levels;
  for (std::size_t k = 0; k < known.levels.size(); ++k)
    if (seen[k]) levels.insert(known.levels[k]);
  if (seen.back()) levels.insert("");
  return levels;
}

std::set<std::string> PackedCells::levels_of_numbers(std::size_t column) const {
  std::set<std::string> levels;
  std::size_t first = 0;
  for (std::size_t g = 0; g < file_.group_rows().size(); first += file_.group_rows()[g++]) {
    const data::Column texts =
        file_.read(g, 0, file_.group_rows()[g], {{.column = column, .spelled = true}}).as_text(0);
    std::vector<char> seen(texts.levels.size() + 1);
    for (std::size_t row = 0; row < texts.rows(); ++row)
      if (has(first + row))
        seen[texts.is_missing(row) ? texts.levels.size() : texts.codes[row]] = 1;
    for (std::size_t k = 0; k < texts.levels.size(); ++k)
      if (seen[k]) levels.insert(texts.levels[k]);
    if (seen.back()) levels.insert("");
  }
  return levels;
}

std::string PackedCells::cell(std::size_t column, std::size_t row) const {
  std::size_t g = 0;
  for (; row >= file_.group_rows()[g]; ++g) row -= file_.group_rows()[g];
  return file_.read(g, row, 1, {{.column = column, .spelled = true}}).cell(0, 0);
}

}  // namespace crescent::preprocess
