#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cells.hpp"

namespace crescent::preprocess {

/// find_classes of cells from anywhere: all rows of a table.
std::vector<std::string> find_classes(const Cells& cells, std::size_t target);

}  // namespace crescent::preprocess
