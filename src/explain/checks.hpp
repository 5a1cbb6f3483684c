#pragma once

#include <cstddef>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/network/network.hpp>
#include <crescent/reference/losses.hpp>

namespace crescent::explain {

/// Throws Error(invalid_argument) unless x (N, inputs) and N >= 1 targets fit the network.
inline void check_examples(const network::Network& network, const Matrix<double>& x,
                           const reference::Targets& targets) {
  const auto& architecture = network.architecture();
  const bool regression = architecture.is_regression();
  const std::size_t given = regression ? targets.values.size() : targets.y.size();
  const Index expected = regression ? x.rows() * architecture.outputs() : x.rows();
  const bool weights_fit =
      targets.weights.empty() || static_cast<Index>(targets.weights.size()) == x.rows();
  if (x.rows() < 1 || x.cols() != architecture.inputs || static_cast<Index>(given) != expected ||
      !weights_fit) {
    throw Error(
        ErrorCode::invalid_argument,
        fmt::format("the examples ({} x {}, {} {}) do not fit a network of {} inputs", x.rows(),
                    x.cols(), given, regression ? "values" : "labels", architecture.inputs));
  }
  if (regression) return;
  for (const int label : targets.y) {
    if (label < 0 || label >= architecture.classes()) {
      throw Error(ErrorCode::invalid_argument,
                  fmt::format("label {} is not one of the network's {} classes", label,
                              architecture.classes()));
    }
  }
}

}  // namespace crescent::explain
