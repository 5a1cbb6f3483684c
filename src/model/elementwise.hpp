#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/reference/architecture.hpp>

#include "onnx/graph.hpp"

// How an activation is recognised, however its writer put it together: its operators are run at a
// few points, and the results compared with each function of the reference.
namespace crescent::model {

/// The points z, as a column.
const Matrix<double>& probe_points();

/// Operator `node` on columns of values at the points (P, 1) and constants (1, n). Nothing for an
/// operator that does not treat entry by entry, or shapes that do not fit.
std::optional<Matrix<double>> apply_operator(const onnx::Node& node,
                                             const std::vector<Matrix<double>>& inputs);

/// The activation with these values at the points, within float32's rounding.
std::optional<reference::Activation> find_activation(const Matrix<double>& values);

}  // namespace crescent::model
