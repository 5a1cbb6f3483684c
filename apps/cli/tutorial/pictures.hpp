#pragma once

#include <string>
#include <vector>

#include <crescent/plot/figure.hpp>

#include "lessons.hpp"

namespace crescent::cli::tutorial {

struct Picture {
  std::string name;  ///< the file's name without its ending
  plot::Figure figure;
};

/// Every picture of the tutorial, in its order.
std::vector<Picture> pictures(const Lessons& lessons);

}  // namespace crescent::cli::tutorial
