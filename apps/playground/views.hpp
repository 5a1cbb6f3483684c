#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <crescent/base/matrix.hpp>

#include "session.hpp"

/// What a session looks like from outside: nothing here changes it.
namespace crescent::playground {

struct MapInfo {
  enum class Kind { input, hidden, output } kind = Kind::input;
  int layer = -1;  ///< -1 for inputs
  Index unit = 0;
  std::string name;
};
/// One for each input, hidden unit and predicted number, in the order of `maps`.
std::vector<MapInfo> map_infos(const Session& session);

/// (maps, size · size): what each input, unit and output says on the domain's grid.
Matrix<float> maps(const Session& session, Index size);
/// (features, size · size): every feature that may be an input, used or not; empty for the inputs
/// of an opened model.
Matrix<float> feature_maps(const Session& session, Index size);
/// (outputs, size · size): the outputs alone, in the trainer's own precision.
Matrix<float> output_maps(const Session& session, Index size);

/// Inputs, then a of every layer, then the prediction, for points of the plane (M, 2).
std::vector<Matrix<double>> activations(const Session& session, const Matrix<double>& plane);

/// Accuracy and confusion matrix of a classification.
struct Hits {
  double accuracy = 0;
  Eigen::MatrixXi confusion;  ///< (K, K): rows true, columns predicted
};
Hits hits(const Session& session, Part part);

/// The points and the plane as some units of a layer see them.
struct Space {
  Matrix<float> train, test;  ///< (N, units)
  Matrix<float> grid;         ///< (lines · lines, units)
};
/// `layer`: -1 the inputs, the last one the output's z. Throws Error(invalid_argument) for a layer
/// or a unit that is not there.
Space space(const Session& session, int layer, const std::vector<Index>& units, Index lines);

struct UnitDiagnosis {
  std::size_t layer = 0;
  Index unit = 0;
  std::string state;  ///< "ok" "dead" "saturated" "constant"
  double active = 0;  ///< share of the training rows on which its slope is not almost 0
  double mean = 0;    ///< of its activation
  double deviation = 0;
  std::string message = {};  ///< empty if ok
};
/// Of all hidden units; empty without training rows.
std::vector<UnitDiagnosis> diagnose(const Session& session);

}  // namespace crescent::playground
