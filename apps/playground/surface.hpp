#pragma once

#include <cstdint>
#include <string>

#include <crescent/base/matrix.hpp>

#include "session.hpp"

namespace crescent::playground {

enum class Directions {
  path,    ///< the two principal components of the weights' way so far
  random,  ///< drawn, each unit's weights as long as the network's own (Li et al. 2018,
           ///< "Visualizing the loss landscape of neural nets"); biases stay
};

struct SurfaceOptions {
  Index size = 31;  ///< 3 to 101
  double span = 0;  ///< > 0: to ±span; 0: as far as the path reaches, at least 1
  Directions directions = Directions::path;
  std::uint32_t seed = 0;
};

/// J / n around the present weights in a plane of weights.
struct Surface {
  double span = 1;
  Matrix<float> losses;            ///< (size, size), the first row at +span of the second direction
  double lowest = 0, highest = 0;  ///< what is not finite is set to the highest
  Matrix<float> path;    ///< (M, 3): the path in both coordinates, and J / n where it really was
  double explained = 0;  ///< share of the path's squared length that lies in the plane
};

/// Throws Error(invalid_argument) for a size out of range, Error(data) without training points.
Surface loss_surface(const Session& session, const SurfaceOptions& options);

}  // namespace crescent::playground
