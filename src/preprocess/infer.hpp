#pragma once

#include <cstddef>

#include <crescent/preprocess/types.hpp>

#include "cells.hpp"

namespace crescent::preprocess {

/// infer_type of cells from anywhere.
InferredType infer_type(const Cells& cells, std::size_t column);

}  // namespace crescent::preprocess
