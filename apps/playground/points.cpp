#include "points.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <crescent/base/error.hpp>
#include <crescent/data/csv.hpp>
#include <crescent/data/split.hpp>
#include <crescent/datasets/generators.hpp>

namespace crescent::playground {
namespace {

Points points_of(data::Dataset dataset) {
  return {.x = std::move(dataset.x),
          .y = std::move(dataset.y),
          .columns = std::move(dataset.feature_names),
          .classes = std::move(dataset.class_names)};
}

Points points_of(datasets::Quantities quantities) {
  return {.task = Task::regression,
          .x = std::move(quantities.x),
          .values = std::move(quantities.values),
          .columns = std::move(quantities.feature_names)};
}

const DatasetInfo& info_of(const std::string& name) {
  const auto& infos = dataset_infos();
  const auto found = std::find_if(infos.begin(), infos.end(),
                                  [&](const DatasetInfo& info) { return info.name == name; });
  if (found != infos.end()) return *found;
  std::vector<std::string_view> names;
  for (const DatasetInfo& info : infos) names.push_back(info.name);
  throw Error(ErrorCode::invalid_argument,
              fmt::format("'{}' is no dataset; choose one of: {}", name, fmt::join(names, ", ")));
}

/// So many points of the settings' data set from the stream.
Points draw(const Settings& settings, random::RandomState& random, Index samples) {
  const DatasetInfo& info = info_of(settings.dataset);
  const double noise = std::min(settings.noise, info.noise_max);
  if (info.name == "plane") return points_of(datasets::make_plane(random, samples, noise));
  if (info.name == "multi-gauss") {
    return points_of(datasets::make_multi_gauss(random, samples, noise));
  }
  const int classes = std::clamp(settings.classes, info.classes_min, info.classes_max);
  return points_of(datasets::generate(
      info.name, random,
      {.samples = std::max<Index>(samples, classes), .noise = noise, .classes = classes}));
}

void append_csv(std::string& text, const Points& points) {
  for (Index n = 0; n < points.rows(); ++n) {
    const auto row = static_cast<std::size_t>(n);
    for (Index c = 0; c < points.x.cols(); ++c) text += fmt::format("{},", points.x(n, c));
    text += points.is_regression()
                ? fmt::format("{}", points.values[row])
                : data::csv_cell(points.classes[static_cast<std::size_t>(points.y[row])]);
    text += '\n';
  }
}

}  // namespace

const std::vector<DatasetInfo>& dataset_infos() {
  constexpr int most = Limits::classes;
  static const std::vector<DatasetInfo> infos = {
      {"moons", Task::classification, 1, 0.2, 2, 2},
      {"circles", Task::classification, 0.5, 0.08, 2, 2},
      {"xor", Task::classification, 0.5, 0, 2, 2},
      {"gauss", Task::classification, 0.5, 0, 2, most},
      {"spiral", Task::classification, 0.5, 0, 2, most},
      {"blobs", Task::classification, 5, 1, 2, most},
      {"plane", Task::regression, 0.5, 0, 0, 0},
      {"multi-gauss", Task::regression, 0.5, 0, 0, 0},
  };
  return infos;
}

Points take(const Points& points, const std::vector<std::size_t>& rows) {
  Points some = points;
  some.x.resize(static_cast<Index>(rows.size()), points.x.cols());
  some.y.clear();
  some.values.clear();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    some.x.row(static_cast<Index>(i)) = points.x.row(static_cast<Index>(rows[i]));
    if (!points.y.empty()) some.y.push_back(points.y[rows[i]]);
    if (!points.values.empty()) some.values.push_back(points.values[rows[i]]);
  }
  return some;
}

Parts split(const Points& points, double test_fraction, std::uint32_t seed) {
  if (test_fraction == 0 || points.rows() == 0) return {points, take(points, {})};
  try {
    const data::Split split =
        points.is_regression()
            ? data::random_split(static_cast<std::size_t>(points.rows()), test_fraction, seed)
            : data::stratified_split(points.y, test_fraction, seed);
    return {take(points, split.train), take(points, split.test)};
  } catch (const Error& error) {
    if (error.code() != ErrorCode::data) throw;
    return {points, take(points, {}), {"All points are used for training: " + error.message()}};
  }
}

Parts make_parts(const Settings& settings) {
  random::RandomState random(settings.data_seed);
  Points points = draw(settings, random, settings.samples);
  if (settings.test_samples > 0) {
    return {std::move(points), draw(settings, random, settings.test_samples)};
  }
  return split(points, settings.test_fraction, settings.data_seed);
}

std::string to_csv(const Points& train, const Points& test) {
  std::string text;
  for (const std::string& name : train.columns) text += data::csv_cell(name) + ",";
  text += train.is_regression() ? "y\n" : "class\n";
  append_csv(text, train);
  append_csv(text, test);
  return text;
}

}  // namespace crescent::playground
