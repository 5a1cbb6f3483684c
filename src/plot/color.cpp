#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <crescent/plot/color.hpp>

namespace crescent::plot {
namespace {

constexpr Color kWhite{255, 255, 255};

double luminance(Color c) { return (0.2126 * c.red + 0.7152 * c.green + 0.0722 * c.blue) / 255; }

}  // namespace

std::string hex(Color color) {
  return fmt::format("#{:02x}{:02x}{:02x}", color.red, color.green, color.blue);
}

Color mix(Color from, Color to, double share) {
  const auto channel = [share](int a, int b) {
    return static_cast<std::uint8_t>(std::lround(a + (b - a) * std::clamp(share, 0.0, 1.0)));
  };
  return {channel(from.red, to.red), channel(from.green, to.green), channel(from.blue, to.blue)};
}

Color spectral(double position) {
  // ColorBrewer's eleven Spectral colours (Cynthia Brewer, colorbrewer2.org).
  static constexpr std::array<Color, 11> kAnchors{{{0x9e, 0x01, 0x42},
                                                   {0xd5, 0x3e, 0x4f},
                                                   {0xf4, 0x6d, 0x43},
                                                   {0xfd, 0xae, 0x61},
                                                   {0xfe, 0xe0, 0x8b},
                                                   {0xff, 0xff, 0xbf},
                                                   {0xe6, 0xf5, 0x98},
                                                   {0xab, 0xdd, 0xa4},
                                                   {0x66, 0xc2, 0xa5},
                                                   {0x32, 0x88, 0xbd},
                                                   {0x5e, 0x4f, 0xa2}}};
  const double entry = std::min(std::floor(std::clamp(position, 0.0, 1.0) * 256), 255.0);
  const double place = entry / 255 * 10;
  const auto left = std::min<std::size_t>(static_cast<std::size_t>(place), 9);
  return mix(kAnchors[left], kAnchors[left + 1], place - static_cast<double>(left));
}

Color class_color(int index, int classes) {
  return spectral(classes < 2 ? 1.0 : static_cast<double>(index) / (classes - 1));
}

Color region_color(int index, int classes, double certainty) {
  const Color color = class_color(index, classes);
  // The yellow in the middle of the map would vanish on white at the share that suits dark ends.
  const double full = 0.34 + 0.5 * std::max(0.0, luminance(color) - 0.3);
  return mix(kWhite, color, full * (0.12 + 0.88 * certainty));
}

Color curve_color(std::size_t index) {
  static constexpr std::array<Color, 8> kCurves{{{0x2b, 0x6c, 0xb0},
                                                 {0xc5, 0x30, 0x4b},
                                                 {0x2f, 0x8f, 0x6b},
                                                 {0xe0, 0x7b, 0x2c},
                                                 {0x5e, 0x4f, 0xa2},
                                                 {0x1f, 0xa2, 0xb8},
                                                 {0x8d, 0x5a, 0x2b},
                                                 {0x6b, 0x72, 0x80}}};
  return kCurves[index % kCurves.size()];
}

}  // namespace crescent::plot
