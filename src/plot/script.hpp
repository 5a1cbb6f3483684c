#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <crescent/plot/figure.hpp>

namespace crescent::plot {

/// A rectangle of the picture in CSS pixels, from its upper left corner.
struct Box {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;

  double right() const { return left + width; }
  double bottom() const { return top + height; }
};

struct LabelStyle {
  double size = 13;  ///< of the font, CSS pixels
  Color color{0x33, 0x33, 0x33};
  std::string_view align = "left";  ///< left, center or right of the position
  bool bold = false;
  double rotate = 0;  ///< degrees, counter-clockwise
};

/// A gnuplot script in the making, with the data files it reads. Positions are CSS pixels.
class Script {
 public:
  Script(Format format, double width, double height);

  Format format() const { return format_; }
  Box page() const { return {0, 0, width_, height_}; }

  void add(std::string_view command);
  /// Stores a data file; the expression that names it in a command.
  std::string file(std::string contents);
  /// `text` as it stands in a command, whatever it holds.
  std::string string(const std::string& text) const;
  /// A label that the panel drawn next carries, vertically centred at (x, y).
  void label(double x, double y, const std::string& text, const LabelStyle& style);
  /// A line from (x1, y1) to (x2, y2) that the panel drawn next carries.
  void rule(double x1, double y1, double x2, double y2, std::string_view style);
  void rectangle(const Box& box, Color fill);
  /// A class's marker.
  void marker(double x, double y, int shape, Color color, double size);

  /// "x,y" of a position in gnuplot's screen units.
  std::string screen(double x, double y) const;

  const std::string& text() const { return text_; }
  const std::vector<std::string>& files() const { return files_; }

 private:
  Format format_;
  double width_;
  double height_;
  std::string text_;
  std::vector<std::string> files_;
};

/// gnuplot's point types of marker shape `shape`: filled, and its outline.
std::pair<int, int> point_types(int shape);

/// The dark thin line around a marker. An SVG's markers carry it in their definition.
inline constexpr Color kOutline{0x2b, 0x2b, 0x2b};
inline constexpr int kShapes = 6;

}  // namespace crescent::plot
