#include "dates.hpp"

#include <array>
#include <optional>

namespace crescent::preprocess {
namespace {

/// Takes texts from the front of another.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  bool take(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool take_any(std::string_view characters) {
    for (const char c : characters)
      if (take(c)) return true;
    return false;
  }
  /// A number of `least` to `most` digits; takes as many as there are.
  std::optional<int> number(std::size_t least, std::size_t most) {
    int value = 0;
    std::size_t digits = 0;
    while (digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9') {
      if (digits == most) return {};
      value = value * 10 + (rest_[digits++] - '0');
    }
    if (digits < least) return {};
    rest_.remove_prefix(digits);
    return value;
  }

 private:
  std::string_view rest_;
};

bool is_day(int year, int month, int day) {
  constexpr std::array<int, 12> lengths = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1) return false;
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  const int extra = month == 2 && leap ? 1 : 0;
  return day <= lengths[static_cast<std::size_t>(month - 1)] + extra;
}

bool in_range(const std::optional<int>& number, int most) { return number && *number <= most; }

/// "+02:00", "+0200", "Z" or nothing; then the end.
bool ends_in_zone(Scanner& scan) {
  if (scan.done() || (scan.take('Z') && scan.done())) return true;
  if (!scan.take_any("+-")) return false;
  if (scan.number(4, 4)) return scan.done();
  return in_range(scan.number(2, 2), 14) && scan.take(':') && in_range(scan.number(2, 2), 59) &&
         scan.done();
}

/// A time behind the day, or nothing.
bool ends_in_time(Scanner& scan) {
  if (scan.done()) return true;
  if (!scan.take_any("T ")) return false;
  if (!in_range(scan.number(1, 2), 24) || !scan.take(':') || !in_range(scan.number(2, 2), 59))
    return false;
  if (scan.take(':') && !in_range(scan.number(2, 2), 60)) return false;
  if (scan.take('.') && !scan.number(1, 9)) return false;
  return ends_in_zone(scan);
}

bool is_year_first(std::string_view text, char separator) {
  Scanner scan(text);
  const auto year = scan.number(4, 4);
  if (!year || !scan.take(separator)) return false;
  const auto month = scan.number(1, 2);
  if (!month || !scan.take(separator)) return false;
  const auto day = scan.number(1, 2);
  return day && is_day(*year, *month, *day) && ends_in_time(scan);
}

bool is_eight_digits(std::string_view text) {
  Scanner scan(text);
  const auto number = scan.number(8, 8);
  if (!number || !scan.done()) return false;
  const int year = *number / 10'000;
  return year >= 1900 && year <= 2100 && is_day(year, *number / 100 % 100, *number % 100);
}

bool is_year_last(std::string_view text, char separator, bool month_first) {
  Scanner scan(text);
  const auto first = scan.number(1, 2);
  if (!first || !scan.take(separator)) return false;
  const auto second = scan.number(1, 2);
  if (!second || !scan.take(separator)) return false;
  const auto year = scan.number(2, 4);
  if (!year || (*year > 99 && *year < 1000)) return false;  // two digits or four
  const int month = month_first ? *first : *second;
  const int day = month_first ? *second : *first;
  return is_day(*year, month, day) && ends_in_time(scan);
}

}  // namespace

unsigned date_forms(std::string_view text) {
  unsigned forms = 0;
  if (is_year_first(text, '-') || is_year_first(text, '/')) forms |= year_first;
  if (is_eight_digits(text)) forms |= eight_digits;
  if (is_year_last(text, '.', false)) forms |= day_dot_month;
  if (is_year_last(text, '/', true)) forms |= month_slash_day;
  if (is_year_last(text, '/', false)) forms |= day_slash_month;
  return forms;
}

}  // namespace crescent::preprocess
