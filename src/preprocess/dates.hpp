#pragma once

#include <string_view>

namespace crescent::preprocess {

/// The forms of a date, as bits: a text may fit several ("03/04/2024"). preprocess/types.hpp lists
/// them.
enum DateForm : unsigned {
  year_first = 1,
  eight_digits = 2,
  day_dot_month = 4,
  month_slash_day = 8,
  day_slash_month = 16,
};

/// The forms that all of `text` fits; 0 if it is no date.
unsigned date_forms(std::string_view text);

}  // namespace crescent::preprocess
