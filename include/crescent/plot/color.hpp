#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace crescent::plot {

/// An opaque sRGB colour.
struct Color {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;

  bool operator==(const Color&) const = default;
};

/// "#rrggbb".
std::string hex(Color color);

/// `share` of `to` over `from`, both in sRGB; share 0 to 1.
Color mix(Color from, Color to, double share);

/// The Spectral map of ColorBrewer at `position` (0 red, 0.5 yellow, 1 blue; clamped), through a
/// table of 256 colours as matplotlib's `cm.Spectral` looks it up.
Color spectral(double position);

/// Class `index` of `classes`: evenly spaced along `spectral`, so two classes are its red and blue
/// ends. One class is blue.
Color class_color(int index, int classes);

/// The fill of a class's region: its colour on white, paler the less certain; certainty 0 to 1.
Color region_color(int index, int classes, double certainty = 1.0);

/// Curve `index` of a chart: eight colours that stay apart on white, then from the start.
Color curve_color(std::size_t index);

}  // namespace crescent::plot
