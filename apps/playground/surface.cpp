#include "surface.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/Eigenvalues>

#include <crescent/base/error.hpp>
#include <crescent/random/random_state.hpp>

namespace crescent::playground {
namespace {

using Vector = Eigen::VectorXd;

/// Two unit vectors of the space of weights, in columns; a column of zeros where there is none.
using Plane = Eigen::Matrix<double, Eigen::Dynamic, 2>;

/// (M, parameters): every kept place of the path, seen from the present weights.
Matrix<double> steps_of(const Session& session, const Vector& now) {
  const auto& path = session.path();
  Matrix<double> steps(static_cast<Index>(path.size()) + 1, now.size());
  for (std::size_t i = 0; i < path.size(); ++i) {
    const Eigen::Map<const Vector> place(path[i].parameters.data(), now.size());
    steps.row(static_cast<Index>(i)) = place - now;
  }
  steps.bottomRows(1).setZero();
  return steps;
}

/// Principal directions through the present weights: eigenvectors of S Sᵀ, which is small, turned
/// into those of Sᵀ S.
Plane principal(const Matrix<double>& steps) {
  Plane plane = Plane::Zero(steps.cols(), 2);
  const Eigen::MatrixXd products = steps * steps.transpose();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(products);
  for (Index d = 0; d < std::min<Index>(2, products.rows()); ++d) {
    const Index last = products.rows() - 1 - d;
    const Vector direction = steps.transpose() * solver.eigenvectors().col(last);
    const double length = direction.norm();
    if (length > 1e-9) plane.col(d) = direction / length;
  }
  return plane;
}

/// A direction whose weights into each unit are as long as the network's.
Vector random_direction(const Session& session, random::RandomState& random) {
  const auto& network = session.network();
  Vector direction = Vector::Zero(static_cast<Index>(network.parameters().size()));
  for (const auto& block : reference::parameter_blocks(network.architecture())) {
    if (block.role != reference::Role::weight) continue;
    Eigen::Map<Matrix<double>> part(direction.data() + block.offset, block.rows, block.cols);
    for (Index i = 0; i < part.size(); ++i) part.data()[i] = random.standard_normal();
    const auto W = network.W(block.layer);
    for (Index unit = 0; unit < block.cols; ++unit) {
      part.col(unit) *= W.col(unit).norm() / std::max(part.col(unit).norm(), 1e-12);
    }
  }
  return direction;
}

/// What is missing or too short is drawn; the second becomes orthogonal to the first.
Plane directions(const Session& session, const SurfaceOptions& options,
                 const Matrix<double>& steps) {
  Plane plane =
      options.directions == Directions::path ? principal(steps) : Plane::Zero(steps.cols(), 2);
  random::RandomState random(options.seed);
  for (Index d = 0; d < 2; ++d) {
    if (plane.col(d).norm() > 0) continue;
    Vector drawn = random_direction(session, random);
    if (d == 1) drawn -= drawn.dot(plane.col(0)) * plane.col(0);
    const double length = drawn.norm();
    if (length > 0) plane.col(d) = drawn / length;
  }
  return plane;
}

}  // namespace

Surface loss_surface(const Session& session, const SurfaceOptions& options) {
  if (options.size < 3 || options.size > 101) {
    throw Error(ErrorCode::invalid_argument, "size must be from 3 to 101");
  }
  if (session.examples(Part::train).rows() == 0) {
    throw Error(ErrorCode::data, "there are no training points, and so there is no loss");
  }
  Trainer& trainer = session.trainer();
  const std::vector<double> present = trainer.parameters();
  const Eigen::Map<const Vector> now(present.data(), static_cast<Index>(present.size()));
  const Matrix<double> steps = steps_of(session, now);
  const Plane plane = directions(session, options, steps);

  Surface surface;
  const Matrix<double> along = steps * plane;
  surface.explained = steps.squaredNorm() > 0 ? along.squaredNorm() / steps.squaredNorm() : 0;
  const double reach = std::max(1.0, 1.15 * along.cwiseAbs().maxCoeff());
  surface.span = options.span > 0 ? options.span : reach;

  const auto loss_at = [&](const Vector& place) {
    return trainer.objective_at({place.data(), place.data() + place.size()});
  };
  surface.path.resize(along.rows(), 3);
  for (Index m = 0; m < along.rows(); ++m) {
    const double loss = loss_at(now + steps.row(m).transpose());
    surface.path.row(m) << static_cast<float>(along(m, 0)), static_cast<float>(along(m, 1)),
        static_cast<float>(loss);
  }
  surface.losses.resize(options.size, options.size);
  surface.lowest = std::numeric_limits<double>::infinity();
  surface.highest = 0;
  const auto coordinate = [&](Index i) {
    return surface.span * (2 * static_cast<double>(i) / static_cast<double>(options.size - 1) - 1);
  };
  for (Index row = 0; row < options.size; ++row) {
    for (Index column = 0; column < options.size; ++column) {
      const double loss =
          loss_at(now + coordinate(column) * plane.col(0) - coordinate(row) * plane.col(1));
      surface.losses(row, column) = static_cast<float>(loss);
      if (!std::isfinite(loss)) continue;
      surface.lowest = std::min(surface.lowest, loss);
      surface.highest = std::max(surface.highest, loss);
    }
  }
  surface.losses = surface.losses.unaryExpr(
      [&](float loss) { return std::isfinite(loss) ? loss : static_cast<float>(surface.highest); });
  return surface;
}

}  // namespace crescent::playground
