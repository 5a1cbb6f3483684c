#include "plot/script.hpp"

#include <array>

#include <fmt/format.h>

#include "plot/fonts.hpp"
#include "plot/text.hpp"

namespace crescent::plot {
namespace {

/// PNGs have two device pixels to a CSS pixel.
constexpr int kPngScale = 2;

// A font size counts points in a PNG and pixels in an SVG; a point size of 1 is a radius of 3
// pixels in a PNG and of 0.375 font sizes in an SVG.
constexpr double kPngFont = 0.75;
constexpr double kPngPoint = 0.375 * 13 / 3;

}  // namespace

Script::Script(Format format, double width, double height)
    : format_(format), width_(width), height_(height) {
  add("set encoding utf8");
  if (format == Format::png) {
    add(fmt::format(
        "set terminal pngcairo noenhanced size {},{} font \"DejaVu Sans,13\" "
        "fontscale {} linewidth {} dashlength {} pointscale {} background rgb \"#ffffff\"",
        width * kPngScale, height * kPngScale, kPngFont * kPngScale, kPngScale, kPngScale,
        kPngPoint * kPngScale));
  } else {
    add(
        fmt::format("set terminal svg noenhanced size {},{} font \"DejaVu Sans,13\" "
                    "background rgb \"#ffffff\"",
                    width, height));
  }
  add("set output folder.\"/picture\"");
  add("set multiplot");
}

void Script::add(std::string_view command) {
  text_ += command;
  text_ += '\n';
}

std::string Script::file(std::string contents) {
  files_.push_back(std::move(contents));
  return fmt::format("folder.\"/{}\"", files_.size() - 1);
}

std::string Script::screen(double x, double y) const {
  return fmt::format("screen {:.7f},{:.7f}", x / width_, 1 - y / height_);
}

std::string Script::string(const std::string& text) const {
  return gnuplot_string(format_ == Format::png ? with_known_glyphs(text) : text);
}

void Script::label(double x, double y, const std::string& text, const LabelStyle& style) {
  if (text.empty()) return;
  add(
      fmt::format("set label {} at {} {} front rotate by {} font \"DejaVu Sans{},{}\" "
                  "textcolor rgb \"{}\"",
                  string(text), screen(x, y), style.align, style.rotate, style.bold ? ":Bold" : "",
                  style.size, hex(style.color)));
}

void Script::rule(double x1, double y1, double x2, double y2, std::string_view style) {
  add(fmt::format("set arrow from {} to {} nohead front {}", screen(x1, y1), screen(x2, y2),
                  style));
}

void Script::rectangle(const Box& box, Color fill) {
  add(
      fmt::format("set object rectangle from {} to {} front fillstyle solid 1 noborder "
                  "fillcolor rgb \"{}\"",
                  screen(box.left, box.bottom()), screen(box.right(), box.top), hex(fill)));
}

void Script::marker(double x, double y, int shape, Color color, double size) {
  const auto [fill, outline] = point_types(shape);
  const auto one = [&](int type, Color c) {
    add(
        fmt::format("set label \"\" at {} front point pointtype {} pointsize {} linewidth 0.7 "
                    "linecolor rgb \"{}\"",
                    screen(x, y), type, size, hex(c)));
  };
  one(fill, color);
  if (format_ == Format::png) one(outline, kOutline);
}

std::pair<int, int> point_types(int shape) {
  // circle, triangle up, square, diamond, triangle down, pentagon
  static constexpr std::array<int, kShapes> kFilled{7, 9, 5, 13, 11, 15};
  const int filled = kFilled[static_cast<std::size_t>(shape % kShapes)];
  return {filled, filled - 1};
}

}  // namespace crescent::plot
