#include "html/mathml.hpp"

#include <cmath>

#include <fmt/format.h>

namespace crescent::cli::html {
namespace {

constexpr const char* kMinusSign = "<mo form=\"prefix\">−</mo>";

std::string unsigned_number(double magnitude, int decimals) {
  if (!std::isfinite(magnitude)) return "<mtext>–</mtext>";
  const bool too_small = magnitude != 0.0 && magnitude < 0.5 * std::pow(10.0, -decimals + 1);
  if (!too_small && magnitude < 1e6) return fmt::format("<mn>{:.{}f}</mn>", magnitude, decimals);
  const std::string text = fmt::format("{:.2e}", magnitude);
  const std::size_t e = text.find('e');
  const int exponent = std::stoi(text.substr(e + 1));
  return fmt::format(
      "<mrow><mn>{}</mn><mo>×</mo><msup><mn>10</mn><mrow>{}<mn>{}</mn></mrow></msup></mrow>",
      text.substr(0, e), exponent < 0 ? kMinusSign : "", std::abs(exponent));
}

// Which of `size` entries to show; `size` itself stands for the dots.
std::vector<std::size_t> shown(std::size_t size, std::size_t most) {
  std::vector<std::size_t> entries;
  for (std::size_t i = 0; i < size; ++i) {
    const bool in_front = i + 2 < most;
    if (size <= most || in_front || i + 1 == size) {
      entries.push_back(i);
    } else if (entries.back() != size) {
      entries.push_back(size);
    }
  }
  return entries;
}

std::string cell(const Rows& rows, std::size_t i, std::size_t j) {
  const bool row_dots = i == rows.size();
  const bool column_dots = j == rows.front().size();
  if (row_dots) return column_dots ? "<mo>⋱</mo>" : "<mo>⋮</mo>";
  return column_dots ? "<mo>⋯</mo>" : math_number(rows[i][j]);
}

}  // namespace

std::string math_number(double value, int decimals) {
  const std::string magnitude = unsigned_number(std::abs(value), decimals);
  return value < 0 ? "<mrow>" + std::string(kMinusSign) + magnitude + "</mrow>" : magnitude;
}

std::string math_matrix(const Rows& rows, std::size_t most) {
  std::string text = "<mrow><mo>[</mo><mtable class=\"matrix\">";
  for (const std::size_t i : shown(rows.size(), most)) {
    text += "<mtr>";
    for (const std::size_t j : shown(rows.front().size(), most)) {
      text += "<mtd>" + cell(rows, i, j) + "</mtd>";
    }
    text += "</mtr>";
  }
  return text + "</mtable><mo>]</mo></mrow>";
}

std::string math_row(const std::vector<double>& values, std::size_t most) {
  // Not a table: its entries then stand on the line of the text around them.
  std::string text = "<mrow><mo stretchy=\"false\">[</mo>";
  for (const std::size_t j : shown(values.size(), most)) {
    text += "<mspace width=\"0.45em\"/>" + cell({values}, 0, j);
  }
  return text + "<mspace width=\"0.45em\"/><mo stretchy=\"false\">]</mo></mrow>";
}

std::string math_column(const std::vector<double>& values, std::size_t most) {
  Rows rows;
  for (const double value : values) rows.push_back({value});
  return math_matrix(rows, most);
}

std::string math_sum(const std::vector<Term>& terms) {
  std::string text = "<mrow>";
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const bool negative = std::signbit(terms[i].factor);
    if (i > 0) {
      text += negative ? "<mo>−</mo>" : "<mo>+</mo>";
    } else if (negative) {
      text += kMinusSign;
    }
    text += unsigned_number(std::abs(terms[i].factor), 4);
    if (!terms[i].symbol.empty()) text += "<mspace width=\"0.2em\"/>" + terms[i].symbol;
  }
  return text + "</mrow>";
}

std::string math_symbol(const std::string& name, const std::string& index) {
  return "<msub><mi>" + name + "</mi><mn>" + index + "</mn></msub>";
}

}  // namespace crescent::cli::html
