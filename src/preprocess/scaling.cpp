// Derived in docs/maths.md, "Standardisation".
#include "scaling.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include <crescent/base/choice.hpp>

#include "order_statistics.hpp"

namespace crescent::preprocess {
namespace {

const std::vector<std::string> scalers = {"standard", "robust", "minmax", "none"};

struct Moments {
  double mean = 0.0;
  double variance = 0.0;  // population
};

/// Calls f with every number that is there, then with `fill` for each cell that is missing.
template <class F>
void for_each_filled(const Cells& cells, std::size_t column, std::size_t missing, double fill,
                     F f) {
  for_each_number(cells, column, f);
  for (std::size_t i = 0; i < missing; ++i) f(fill);
}

/// Of `count` numbers and `missing` times `fill`.
Moments moments_of(const Cells& cells, std::size_t column, std::size_t count,
                   std::size_t missing = 0, double fill = 0) {
  const auto n = static_cast<double>(count + missing);
  Moments moments;
  for_each_filled(cells, column, missing, fill, [&](double value) { moments.mean += value; });
  moments.mean /= n;
  double sum = 0.0, squares = 0.0;
  for_each_filled(cells, column, missing, fill, [&](double value) {
    sum += value - moments.mean;
    squares += (value - moments.mean) * (value - moments.mean);
  });
  // `sum` is 0 but for rounding; taking it out corrects the variance for the mean's last bits.
  moments.variance = (squares - sum * sum / n) / n;
  return moments;
}

/// The mean of the middle two where there are two.
double median_of(const Cells& cells, std::size_t column, std::size_t count) {
  const auto [low, high] = order_statistics(cells, column, count, (count - 1) / 2);
  return count % 2 == 1 ? low : (low + high) / 2.0;
}

/// The q-quantile, between the two nearest values in proportion: NumPy's default, type 7 of
/// Hyndman and Fan 1996.
double quantile(const Cells& cells, std::size_t column, std::size_t count, double q) {
  const double position = q * static_cast<double>(count - 1);
  const auto [below, above] =
      order_statistics(cells, column, count, static_cast<std::size_t>(position));
  const double share = position - std::floor(position);
  return share == 0.0 ? below : below + (above - below) * share;
}

std::pair<double, double> range_of(const Cells& cells, std::size_t column) {
  double least = std::numeric_limits<double>::infinity(), most = -least;
  for_each_number(cells, column, [&](double number) {
    least = std::min(least, number);
    most = std::max(most, number);
  });
  return {least, most};
}

void fit_standard(ColumnSchema& schema, const Cells& cells, std::size_t column, std::size_t count) {
  const Moments moments = moments_of(cells, column, count, cells.rows() - count, schema.median);
  schema.mean = moments.mean;
  schema.scale = std::sqrt(moments.variance);
}

void fit_robust(ColumnSchema& schema, const Cells& cells, std::size_t column, std::size_t count) {
  const auto [least, most] = range_of(cells, column);
  const double range = most - least;
  const double quartiles =
      quantile(cells, column, count, 0.75) - quantile(cells, column, count, 0.25);
  schema.mean = schema.median;
  schema.smooth_clip = true;
  // Quartiles next to equal would carry the column's own extremes out of what can be squared.
  constexpr double far = 1e100;
  schema.scale = range < far * quartiles ? quartiles : range / 2.0;
}

void fit_minmax(ColumnSchema& schema, const Cells& cells, std::size_t column) {
  const auto [least, most] = range_of(cells, column);
  schema.mean = least;
  schema.scale = most - least;
}

}  // namespace

const std::vector<std::string>& scaler_names() { return scalers; }

Scaler parse_scaler(std::string_view text) {
  return static_cast<Scaler>(find_choice(scalers, text, "scaler"));
}

std::string_view name(Scaler scaler) { return scalers[static_cast<std::size_t>(scaler)]; }

// Source of the bound: scikit-learn's StandardScaler (Chan, Golub and LeVeque 1983, error of the
// two-pass sum).
bool is_constant(const Cells& cells, std::size_t column, std::size_t count) {
  const Moments moments = moments_of(cells, column, count);
  const double rounding = static_cast<double>(count) * std::numeric_limits<double>::epsilon();
  const double noise = rounding * moments.mean;
  return std::isfinite(moments.variance) &&
         moments.variance <= rounding * moments.variance + noise * noise;
}

void fit_scale(ColumnSchema& schema, const Cells& cells, std::size_t column, std::size_t count,
               Scaler scaler) {
  schema.median = median_of(cells, column, count);
  switch (scaler) {
    case Scaler::standard:
      return fit_standard(schema, cells, column, count);
    case Scaler::robust:
      return fit_robust(schema, cells, column, count);
    case Scaler::minmax:
      return fit_minmax(schema, cells, column);
    case Scaler::none:
      return;
  }
}

}  // namespace crescent::preprocess
