#pragma once

#include <span>

#include <crescent/linear/logistic_objective.hpp>
#include <crescent/solvers/lbfgs.hpp>

namespace crescent::linear {

/// L-BFGS from `start`, in variables in which the objective curves alike in all directions:
///
///   v = v0 + T u,   T Tᵀ = inverse of the Hessian at v0
///
/// so that its first step is Newton's. After some iterations the point reached becomes the next v0,
/// with a Hessian of its own; the end is where L-BFGS has next to nothing left to do. The gradient
/// that `options.tol` is compared with is the one by u: |dL/du|² / 2 is how much L still has to
/// fall. Beyond 256 parameters, where the Hessian costs more than it saves, it is plain L-BFGS.
solvers::Minimum minimise_newton(LogisticObjective& objective, std::span<const double> start,
                                 const solvers::LbfgsOptions& options);

}  // namespace crescent::linear
