#pragma once

#include <string>
#include <utility>
#include <vector>

#include "html/mathml.hpp"

namespace crescent::cli::html {

/// A network as inline SVG in the page's own colours (style.css): one column of circles a layer,
/// one line a weight.
struct NetworkDiagram {
  std::vector<int> layers;           ///< units in each layer, inputs first
  std::vector<std::string> titles;   ///< one line over each layer
  std::vector<std::string> symbols;  ///< what stands in the circles: "x" gives x₁, x₂, …
  std::vector<int> first_index;      ///< the number of each layer's first unit
  std::vector<std::string> between;  ///< under the connections of each pair of layers
  std::vector<Rows> weights;         ///< optional: the lines' widths and signs, (inputs, outputs)
  std::string description;           ///< for readers who do not see it
};
std::string network_diagram(const NetworkDiagram& diagram);

/// A line through (x, y) points, with a dashed line across at `threshold`.
std::string line_chart(const std::vector<std::pair<double, double>>& points, double threshold,
                       const std::string& x_label, const std::string& description);

}  // namespace crescent::cli::html
