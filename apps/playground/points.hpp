#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/reference/losses.hpp>

#include "settings.hpp"

namespace crescent::playground {

/// Examples by their columns as the page shows them, each with a class or a value.
struct Points {
  Task task = Task::classification;
  Matrix<double> x = {};                  ///< (N, columns)
  std::vector<int> y = {};                ///< (N) classes, of a classification
  std::vector<double> values = {};        ///< (N) values, of a regression
  std::vector<std::string> columns = {};  ///< names
  std::vector<std::string> classes = {};  ///< names; empty for a regression

  Index rows() const { return x.rows(); }
  bool is_regression() const { return task == Task::regression; }
  /// Of the network: classes, or one value.
  int outputs() const { return is_regression() ? 1 : static_cast<int>(classes.size()); }
  reference::Targets targets() const {
    return is_regression() ? reference::Targets::of_values(values) : reference::Targets(y);
  }
};

/// The rows `rows` of `points`, in that order.
Points take(const Points& points, const std::vector<std::size_t>& rows);

/// Training and test points, and what had to be decided on the way, in sentences.
struct Parts {
  Points train;
  Points test;
  std::vector<std::string> notes = {};
};

/// Cuts `points` as the command does: every class keeps its share. Where a class is too small for
/// that nothing is held out, and a note says so.
Parts split(const Points& points, double test_fraction, std::uint32_t seed);

/// What the page offers by name.
struct DatasetInfo {
  std::string_view name;
  Task task;
  double noise_max, noise_default;
  int classes_min, classes_max;  ///< 0 for a regression
};
const std::vector<DatasetInfo>& dataset_infos();

/// The data set that the settings name, as `crescent generate` draws it: the same bits.
/// Throws Error(invalid_argument) for an unknown name or a number that it has no use for.
Parts make_parts(const Settings& settings);

/// Points as CSV, as `crescent generate` writes them.
std::string to_csv(const Points& train, const Points& test);

}  // namespace crescent::playground
