#pragma once

#include <crescent/train/fit.hpp>

namespace crescent::train {

/// `fit` for the solver lbfgs; the options have been checked.
History fit_lbfgs(network::Network& network, const Matrix<double>& x, const std::vector<int>& y,
                  const FitOptions& options);

}  // namespace crescent::train
