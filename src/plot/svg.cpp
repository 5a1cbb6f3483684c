#include "plot/svg.hpp"

#include <cstdint>
#include <cstdio>
#include <map>
#include <sstream>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include <crescent/plot/color.hpp>

#include "plot/script.hpp"

namespace crescent::plot {
namespace {

/// FNV-1a, by Fowler, Noll and Vo: a name for contents, nothing more.
std::uint64_t fingerprint(const std::string& text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '&') {
      result += "&amp;";
    } else if (c == '<') {
      result += "&lt;";
    } else if (c == '"') {
      result += "&quot;";
    } else {
      result += c == '\n' ? ' ' : c;
    }
  }
  return result;
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    text.replace(at, from.size(), to);
    at += to.size();
  }
}

/// Outlines of gnuplot's filled point types, at size 1; empty for those never used here.
std::string shape_path(int number) {
  switch (number) {
    case 4:
      return "M-.9-.9H.9V.9H-.9z";
    case 6:
      return "M-1 0a1 1 0 1 0 2 0a1 1 0 1 0-2 0z";
    case 8:
      return "M0-1.2L-1.15.8H1.15z";
    case 10:
      return "M0 1.2L-1.15-.8H1.15z";
    case 12:
      return "M0-1.27L1.27 0L0 1.27L-1.27 0z";
    case 14:
      return "M0 1.2L1.14.37L.71-.97H-.71L-1.14.37z";
    default:
      return {};
  }
}

/// Markers met so far: one definition for each shape, size and colour.
class Markers {
 public:
  /// gnuplot's number of the shape, its scale, its colour.
  using Kind = std::tuple<int, double, std::string>;

  explicit Markers(std::string prefix) : prefix_(std::move(prefix)) {}

  /// A marker's line rewritten; other lines come back as they are.
  std::string rewrite(const std::string& line) {
    int shape = 0;
    double x = 0;
    double y = 0;
    double scale = 0;
    int red = 0;
    int green = 0;
    int blue = 0;
    const int found = std::sscanf(line.c_str(),
                                  " <use xlink:href='#gpPt%d' transform='translate(%lf,%lf) "
                                  "scale(%lf)' color='rgb(%d, %d, %d)'/>",
                                  &shape, &x, &y, &scale, &red, &green, &blue);
    if (found != 7) return line;
    const auto channel = [](int value) { return static_cast<std::uint8_t>(value); };
    const Kind kind{shape, scale, hex({channel(red), channel(green), channel(blue)})};
    const int id = ids_.try_emplace(kind, static_cast<int>(ids_.size())).first->second;
    return fmt::format("<use xlink:href=\"#{}{}\" x=\"{:.1f}\" y=\"{:.1f}\"/>", prefix_, id, x, y);
  }

  std::string definitions() const {
    if (ids_.empty()) return {};
    std::string result = "<defs>\n";
    for (const auto& [kind, id] : ids_) {
      const auto& [shape, scale, color] = kind;
      result += fmt::format(
          "<path id=\"{}{}\" transform=\"scale({})\" d=\"{}\" fill=\"{}\" "
          "stroke=\"{}\" stroke-width=\"{:.3f}\"/>\n",
          prefix_, id, scale, shape_path(shape), color, hex(kOutline), 0.7 / scale);
    }
    return result + "</defs>\n";
  }

 private:
  std::string prefix_;
  std::map<Kind, int> ids_;
};

/// Cuts out what begins with `first` and ends with `last`, everywhere.
void remove_all(std::string& text, const std::string& first, const std::string& last) {
  for (std::size_t at = text.find(first); at != std::string::npos; at = text.find(first, at)) {
    const std::size_t end = text.find(last, at + first.size());
    if (end == std::string::npos) return;
    text.erase(at, end + last.size() - at);
  }
}

/// One line, a tag or a text, without what gnuplot's own viewer alone needs.
std::string tidy_line(std::string line) {
  if (line.find('<') == std::string::npos) return line;
  const auto text = line.find("<text");
  // What follows <text is somebody's own words.
  std::string rest = text == std::string::npos ? std::string() : line.substr(text);
  line.resize(std::min(text, line.size()));
  line.erase(0, line.find_first_not_of(" \t"));
  remove_all(line, " id=\"gnuplot", "\"");
  remove_all(line, "<title>", "</title>");
  replace_all(line, "font-family=\"DejaVu Sans:Bold\"", "font-weight=\"bold\"");
  // Said once, for the whole picture, or what SVG assumes anyway.
  replace_all(line, " font-family=\"DejaVu Sans\"", "");
  replace_all(line, " stroke-linecap=\"butt\" stroke-linejoin=\"miter\"", "");
  return line + rest;
}

/// Leaves out groups with nothing in them.
void append(std::vector<std::string>& lines, std::string line) {
  if (line.empty()) return;
  if (line == "</g>" && !lines.empty() && lines.back().starts_with("<g ") &&
      lines.back().ends_with(">") && lines.back().find("</") == std::string::npos &&
      lines.back().find("/>") == std::string::npos) {
    lines.pop_back();
    return;
  }
  lines.push_back(std::move(line));
}

}  // namespace

std::string tidy_svg(const std::string& svg, const std::string& name) {
  Markers markers("c" + fmt::format("{:08x}", fingerprint(svg) >> 32) + "-");
  std::vector<std::string> lines;
  std::istringstream in(svg.substr(svg.find("<svg")));
  bool in_definitions = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("<defs>")) in_definitions = true;
    const bool unwanted =
        in_definitions || line.starts_with("<title>Gnuplot") || line.starts_with("<desc>Produced");
    if (line.starts_with("</defs>")) in_definitions = false;
    // A picture's data can be one line of many kilobytes, and is fit as it is.
    if (!unwanted) {
      append(lines, line.starts_with("<image") ? line : tidy_line(markers.rewrite(line)));
    }
  }
  std::string result;
  for (const auto& line : lines) {
    result += line;
    result += '\n';
    if (line == ">" && result.find("<defs>") == std::string::npos) result += markers.definitions();
  }
  const std::string root = "<svg role=\"img\" aria-label=\"" + escaped(name) +
                           "\" font-family=\"'DejaVu Sans',Verdana,sans-serif\"";
  return result.replace(0, 4, root);
}

}  // namespace crescent::plot
