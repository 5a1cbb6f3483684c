#include "datasets/common.hpp"

#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include <crescent/base/error.hpp>

namespace crescent::datasets {

void require(bool holds, std::string_view what, double value, std::string_view range) {
  if (holds) return;
  throw Error(ErrorCode::invalid_argument, fmt::format("{} is {}; give {}", what, value, range));
}

#if defined(__wasm__)
// The C library of WebAssembly rounds the last bit another way in 2 to 6 of a hundred cases. Its
// functions of 128 bits are slow and exact enough to round as glibc does.
double sine(double x) { return static_cast<double>(std::sin(static_cast<long double>(x))); }
double cosine(double x) { return static_cast<double>(std::cos(static_cast<long double>(x))); }
#else
double sine(double x) { return std::sin(x); }
double cosine(double x) { return std::cos(x); }
#endif

void require_samples(Index n_samples, int classes, int minimum) {
  if (classes < minimum) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("the number of classes is {}; give at least {}", classes, minimum));
  }
  if (n_samples < classes) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{} samples are too few for {} classes; give at least one for each",
                            n_samples, classes));
  }
}

std::vector<Index> even_shares(Index n_samples, int classes) {
  std::vector<Index> counts(static_cast<std::size_t>(classes), n_samples / classes);
  const auto odd = static_cast<std::size_t>(n_samples % classes);
  for (std::size_t k = 0; k < odd; ++k) ++counts[k];
  return counts;
}

data::Dataset in_class_order(const std::vector<Index>& counts, Index n_features) {
  const Index n_samples = std::accumulate(counts.begin(), counts.end(), Index{0});
  data::Dataset dataset;
  dataset.x.resize(n_samples, n_features);
  dataset.y.reserve(static_cast<std::size_t>(n_samples));
  for (std::size_t k = 0; k < counts.size(); ++k) {
    dataset.y.insert(dataset.y.end(), static_cast<std::size_t>(counts[k]), static_cast<int>(k));
    dataset.class_names.push_back(std::to_string(k));
  }
  for (Index j = 1; j <= n_features; ++j) dataset.feature_names.push_back(fmt::format("x{}", j));
  return dataset;
}

data::Dataset shuffled(const data::Dataset& dataset, random::RandomState& random) {
  return data::take(dataset, random.permutation(dataset.y.size()));
}

}  // namespace crescent::datasets
