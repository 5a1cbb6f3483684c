#pragma once

#include <vector>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/network/network.hpp>

namespace crescent::explain {

/// Throws Error(invalid_argument) unless x (N, inputs), y (N) with N >= 1 fit the network.
inline void check_examples(const network::Network& network, const Matrix<double>& x,
                           const std::vector<int>& y) {
  const auto& architecture = network.architecture();
  if (x.rows() < 1 || x.cols() != architecture.inputs || static_cast<Index>(y.size()) != x.rows()) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("the examples ({} x {}, {} labels) do not fit a network of {} inputs",
                            x.rows(), x.cols(), y.size(), architecture.inputs));
  }
  for (const int label : y) {
    if (label < 0 || label >= architecture.classes()) {
      throw Error(ErrorCode::invalid_argument,
                  fmt::format("label {} is not one of the network's {} classes", label,
                              architecture.classes()));
    }
  }
}

}  // namespace crescent::explain
