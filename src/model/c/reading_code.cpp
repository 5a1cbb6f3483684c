#include "code.hpp"

namespace crescent::model::c {
namespace {

// Digits beyond the 18th only move the point; the powers of ten up to 1e22 are exact in a double,
// so a number of up to 15 digits is read exactly and a longer one to a few units in the last place.
constexpr const char* numbers = R"c(
/* Whether `text` (of `length` bytes) is a number in plain decimal, whatever the locale is. */
@_FUNCTION int $_read_number(const char *text, size_t length, double *number)
{
  static const double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  const char *end = text + length;
  const char *start;
  unsigned long long mantissa = 0;
  int negative = 0, digits = 0, exponent = 0, point = 0, power = 0;
  double value;
  if (text < end && (*text == '+' || *text == '-')) negative = *text++ == '-';
  start = text;
  for (; text < end && ((*text >= '0' && *text <= '9') || (*text == '.' && !point)); ++text) {
    if (*text == '.') {
      point = 1;
    } else if (digits < 18) {
      mantissa = 10 * mantissa + (unsigned long long)(*text - '0');
      digits += mantissa != 0;
      exponent -= point;
    } else {
      exponent += !point;
    }
  }
  if (text - start == point) return 0; /* no digit */
  if (text < end && (*text == 'e' || *text == 'E')) {
    int sign = 1;
    if (++text < end && (*text == '+' || *text == '-')) sign = *text++ == '-' ? -1 : 1;
    if (text == end) return 0;
    for (; text < end && *text >= '0' && *text <= '9'; ++text) {
      if (power < 100000) power = 10 * power + (*text - '0');
    }
    exponent += sign * power;
  }
  if (text != end) return 0;
  value = (double)mantissa;
  for (; exponent > 22 && value > 0 && value < 1e300; exponent -= 22) value *= 1e22;
  for (; exponent < -22 && value > 0; exponent += 22) value /= 1e22;
  if (value > 0) {
    value = exponent > 22 ? HUGE_VAL
            : exponent < 0 ? value / powers[-exponent] : value * powers[exponent];
  }
  *number = negative ? -value : value;
  return isfinite(value) ? 1 : 0;
}

/* Whether a cell means "no value"; `cell` has no outer blanks. */
@_FUNCTION int $_is_missing(const char *cell, size_t length)
{
  size_t i;
  if (length == 0) return 1;
  for (i = 0; i < sizeof $_missing / sizeof $_missing[0]; ++i) {
    if (strlen($_missing[i]) == length && memcmp($_missing[i], cell, length) == 0) return 1;
  }
  return 0;
}

/* Puts a number into the network's inputs: missing to the median, minus mean, over scale%clipped. */
@_FUNCTION int $_put_number(const struct $_column *column, double x, int missing, $_real *features)
{
  %const double value = ((missing ? column->median : x) - column->mean) / column->scale;
%clip  features[column->feature] = ($_real)value;
  if (column->indicator) features[column->feature + 1] = ($_real)missing;
  return isfinite(features[column->feature]) ? 1 : 0;
}
)c";

/// Smooth clipping. A square that overflows would make 0 of a number that is far away.
constexpr const char* clip = R"c(  if (!isfinite(value * value)) return 0;
  value /= sqrt(1 + value * value * column->clip);
)c";

constexpr const char* levels = R"c(
/* The place of a text among a column's levels, which are sorted; -1 for one that training had not. */
@_FUNCTION int $_find_level(const struct $_column *column, const char *cell, size_t length)
{
  int low = 0, high = column->levels;
  while (low < high) {
    const int middle = low + (high - low) / 2;
    const char *level = $_levels[column->first_level + middle];
    int order = strncmp(level, cell, length);
    if (order == 0 && level[length] != '\0') order = 1;
    if (order == 0) return middle;
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return -1;
}

/* Puts a text into the network's inputs: 1 for its level, 0 for the others. */
@_FUNCTION void $_put_level(const struct $_column *column, int level, $_real *features)
{
  int k;
  for (k = 0; k < column->levels; ++k) features[column->feature + k] = k == level ? 1.0~ : 0.0~;
}
)c";

constexpr const char* cells = R"c(
/* Puts a cell into the network's inputs; 0 if it should be a number and is none. */
@_FUNCTION int $_put_cell(const struct $_column *column, const char *cell, $_real *features)
{
  const char *begin = cell ? cell : "";
  size_t length = strlen(begin);
  int missing;
  double x = 0;
%exact  for (; length > 0 && (*begin == ' ' || *begin == '\t'); --length) ++begin;
  while (length > 0 && (begin[length - 1] == ' ' || begin[length - 1] == '\t')) --length;
  missing = $_is_missing(begin, length);
%levels  if (!missing && !$_read_number(begin, length, &x)) return 0;
  return $_put_number(column, x, missing, features);
}
)c";

/// A level may have blanks of its own, from a quoted cell: it is looked up as it stands first.
constexpr const char* exact_level = R"c(  if (column->levels > 0) {
    const int level = $_find_level(column, begin, length);
    if (level >= 0) {
      $_put_level(column, level, features);
      return 1;
    }
  }
)c";

constexpr const char* put_levels = R"c(  if (column->levels > 0) {
    $_put_level(column, $_find_level(column, missing ? "" : begin, missing ? 0 : length), features);
    return 1;
  }
)c";

void replace(std::string& text, const std::string& mark, const std::string& with) {
  text.replace(text.find(mark), mark.size(), with);
}

}  // namespace

std::string reading_code(bool text_columns, bool clips) {
  std::string number_code = numbers;
  replace(number_code, "%clipped", clips ? ",\n   drawn in smoothly" : "");
  replace(number_code, "%const ", clips ? "" : "const ");
  replace(number_code, "%clip", clips ? clip : "");
  std::string cell_code = cells;
  replace(cell_code, "%exact", text_columns ? exact_level : "");
  replace(cell_code, "%levels", text_columns ? put_levels : "");
  return number_code + (text_columns ? levels : "") + cell_code;
}

}  // namespace crescent::model::c
