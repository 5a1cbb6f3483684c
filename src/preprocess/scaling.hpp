#pragma once

#include <cmath>
#include <vector>

#include <crescent/preprocess/pipeline.hpp>

namespace crescent::preprocess {

/// Median (the mean of the middle two where there are two) of values, at least one.
double median_of(std::vector<double> values);

/// Whether the values, at least one, differ by no more than rounding can make them differ.
bool is_constant(const std::vector<double>& values);

/// Fills in the schema's median, mean, scale and smooth_clip from the values that are there, not
/// constant, of `rows` training rows. Numbers too large to scale leave a mean or a scale that is
/// not finite.
void fit_scale(ColumnSchema& schema, const std::vector<double>& present, std::size_t rows,
               Scaler scaler);

/// The network input of a number. Not finite if the number is too large to compute with.
inline double scaled(const ColumnSchema& schema, double number) {
  const double z = (number - schema.mean) / schema.scale;
  if (!schema.smooth_clip) return z;
  const double square = z * z;  // beyond 1e154 it overflows, and 0 would pass for an answer
  return std::isfinite(square) ? z / std::sqrt(1.0 + square * smooth_clip_factor) : square;
}

}  // namespace crescent::preprocess
