#include "scaling.hpp"

#include <algorithm>
#include <limits>

#include <crescent/base/choice.hpp>

namespace crescent::preprocess {
namespace {

const std::vector<std::string> scalers = {"standard", "robust", "minmax", "none"};

struct Moments {
  double mean = 0.0;
  double variance = 0.0;  // population
};

Moments moments_of(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  Moments moments;
  for (const double value : values) moments.mean += value;
  moments.mean /= n;
  double sum = 0.0, squares = 0.0;
  for (const double value : values) {
    sum += value - moments.mean;
    squares += (value - moments.mean) * (value - moments.mean);
  }
  // `sum` is 0 but for rounding; taking it out corrects the variance for the mean's last bits.
  moments.variance = (squares - sum * sum / n) / n;
  return moments;
}

/// The q-quantile, between the two nearest values in proportion: NumPy's default, type 7 of
/// Hyndman and Fan 1996.
double quantile(std::vector<double>& values, double q) {
  const double position = q * static_cast<double>(values.size() - 1);
  const auto below = values.begin() + static_cast<std::ptrdiff_t>(position);
  std::nth_element(values.begin(), below, values.end());
  const double share = position - std::floor(position);
  if (share == 0.0) return *below;
  const double above = *std::min_element(below + 1, values.end());
  return *below + (above - *below) * share;
}

void fit_standard(ColumnSchema& schema, std::vector<double> values, std::size_t rows) {
  values.resize(rows, schema.median);
  const Moments moments = moments_of(values);
  schema.mean = moments.mean;
  schema.scale = std::sqrt(moments.variance);
}

void fit_robust(ColumnSchema& schema, std::vector<double> values) {
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  const double range = *most - *least;
  const double quartiles = quantile(values, 0.75) - quantile(values, 0.25);
  schema.mean = schema.median;
  schema.smooth_clip = true;
  // Quartiles next to equal would carry the column's own extremes out of what can be squared.
  constexpr double far = 1e100;
  schema.scale = range < far * quartiles ? quartiles : range / 2.0;
}

void fit_minmax(ColumnSchema& schema, const std::vector<double>& values) {
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  schema.mean = *least;
  schema.scale = *most - *least;
}

}  // namespace

const std::vector<std::string>& scaler_names() { return scalers; }

Scaler parse_scaler(std::string_view text) {
  return static_cast<Scaler>(find_choice(scalers, text, "scaler"));
}

std::string_view name(Scaler scaler) { return scalers[static_cast<std::size_t>(scaler)]; }

double median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*std::max_element(values.begin(), middle) + *middle) / 2.0;
}

// Source of the bound: scikit-learn's StandardScaler (Chan, Golub and LeVeque 1983, error of the
// two-pass sum).
bool is_constant(const std::vector<double>& values) {
  const Moments moments = moments_of(values);
  const double rounding =
      static_cast<double>(values.size()) * std::numeric_limits<double>::epsilon();
  const double noise = rounding * moments.mean;
  return std::isfinite(moments.variance) &&
         moments.variance <= rounding * moments.variance + noise * noise;
}

void fit_scale(ColumnSchema& schema, const std::vector<double>& present, std::size_t rows,
               Scaler scaler) {
  schema.median = median_of(present);
  switch (scaler) {
    case Scaler::standard:
      return fit_standard(schema, present, rows);
    case Scaler::robust:
      return fit_robust(schema, present);
    case Scaler::minmax:
      return fit_minmax(schema, present);
    case Scaler::none:
      return;
  }
}

}  // namespace crescent::preprocess
