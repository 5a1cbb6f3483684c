#pragma once

#include <optional>
#include <string>
#include <vector>

#include <crescent/data/split.hpp>
#include <crescent/describe/describe.hpp>

#include "profile.hpp"

namespace crescent::describe {

/// What every check may look at.
struct Subject {
  const data::Table& table;
  const Options& options;
  const std::vector<Profile>& profiles;  ///< of each column
  const std::optional<preprocess::Target>& target;
  /// Training and held-out rows as `train` would cut them; both empty where that cannot be done.
  const data::Split& split;

  bool is_target(std::size_t column) const { return target && target->column == column; }
};

using Warnings = std::vector<Warning>;

// Each adds the warnings of its kinds.
void check_leaks(const Subject& subject, Warnings& warnings);
void check_equal_rows(const Subject& subject, Warnings& warnings);
void check_target(const Subject& subject, Warnings& warnings);
void check_placeholders(const Subject& subject, Warnings& warnings);
void check_caps(const Subject& subject, Warnings& warnings);
void check_mixed(const Subject& subject, Warnings& warnings);
void check_unused(const Subject& subject, Warnings& warnings);
void check_levels(const Subject& subject, Warnings& warnings);
void check_missing(const Subject& subject, Warnings& warnings);
void check_scales(const Subject& subject, Warnings& warnings);

/// "'a', 'b', 'c' and 7 more".
std::string listed(const std::vector<std::string>& names);
/// "1 row", "12 rows".
std::string rows_text(std::size_t count);
/// A share of a whole in per cent: "12 %", "0.3 %".
std::string percent(std::size_t part, std::size_t whole);

}  // namespace crescent::describe
