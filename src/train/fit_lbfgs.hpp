#pragma once

#include <crescent/train/fit.hpp>

namespace crescent::train {

/// `fit` for the solver lbfgs; the options have been checked.
History fit_lbfgs(network::Network& network, const MatrixView<double>& x,
                  const reference::Targets& targets, const FitOptions& options);

}  // namespace crescent::train
