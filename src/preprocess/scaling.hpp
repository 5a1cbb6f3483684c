#pragma once

#include <cmath>
#include <cstddef>

#include <crescent/preprocess/pipeline.hpp>

#include "cells.hpp"

namespace crescent::preprocess {

/// Whether a column's numbers, `count` of which are there, at least one, differ by no more than
/// rounding can make them differ.
bool is_constant(const Cells& cells, std::size_t column, std::size_t count);

/// Fills in the schema's median, mean, scale and smooth_clip from the numbers of a column, `count`
/// of which are there, not constant. Numbers too large to scale leave a mean or a scale that is not
/// finite.
void fit_scale(ColumnSchema& schema, const Cells& cells, std::size_t column, std::size_t count,
               Scaler scaler);

/// The network input of a number. Not finite if the number is too large to compute with.
inline double scaled(const ColumnSchema& schema, double number) {
  const double z = (number - schema.mean) / schema.scale;
  if (!schema.smooth_clip) return z;
  const double square = z * z;  // beyond 1e154 it overflows, and 0 would pass for an answer
  return std::isfinite(square) ? z / std::sqrt(1.0 + square * smooth_clip_factor) : square;
}

}  // namespace crescent::preprocess
