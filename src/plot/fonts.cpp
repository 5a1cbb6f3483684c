#include "plot/fonts.hpp"

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <utility>
#include <vector>

#include <crescent/base/file.hpp>

#include "plot/process.hpp"
#include "plot/text.hpp"

namespace crescent::plot {
namespace {

/// Up to here (Latin with its accents) any font that serves for a picture has the characters.
constexpr std::uint32_t kAlwaysKnown = 0x17f;

using Ranges = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

/// The code points of all installed fonts, as fontconfig lists them ("20-7e a0-17f 192").
Ranges installed_ranges() {
  const TemporaryFolder folder;
  const auto list = folder.path() / "list";
  const Ending ending = run_program({"fc-list", "--format", "%{charset}\n"}, list);
  // Without the tool: what DejaVu Sans has, roughly everything but ideographs and emoji.
  if (!ending.not_started.empty() || ending.status != 0) return {{0, 0x2bff}};
  Ranges ranges;
  std::istringstream in(read_file(list));
  for (std::string word; in >> word;) {
    std::istringstream parts(word);
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    if (!(parts >> std::hex >> first)) continue;
    last = first;
    if (parts.get() == '-') parts >> std::hex >> last;
    ranges.emplace_back(first, last);
  }
  return ranges;
}

bool known(std::uint32_t code) {
  if (code <= kAlwaysKnown) return true;
  static const Ranges kInstalled = installed_ranges();
  return std::any_of(kInstalled.begin(), kInstalled.end(), [code](const auto& range) {
    return range.first <= code && code <= range.second;
  });
}

}  // namespace

std::string with_known_glyphs(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const Character c = first_character(text);
    result += known(c.code) ? text.substr(0, c.length) : known(0xfffd) ? kReplacement : "?";
    text.remove_prefix(c.length);
  }
  return result;
}

}  // namespace crescent::plot
