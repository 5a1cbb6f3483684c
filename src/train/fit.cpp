#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include <crescent/base/choice.hpp>
#include <crescent/train/fit.hpp>

#include "train/checks.hpp"
#include "train/fit_lbfgs.hpp"
#include "train/training.hpp"

namespace crescent::train {
namespace {

// In the order of the enumerations.
const std::vector<std::string> precisions = {"float64", "float32"};
const std::vector<std::string> monitors = {"loss", "metric"};

template <class Source>
History run(network::Network& network, const MatrixView<Source>& x,
            const reference::Targets& targets, const FitOptions& options) {
  check(network, x, targets, options);
  if (options.optimiser.solver == solvers::Solver::lbfgs) {
    if constexpr (std::is_same_v<Source, double>) {
      return fit_lbfgs(network, x, targets, options);
    } else {
      const Matrix<double> as_double = x.template cast<double>();
      return fit_lbfgs(network, {as_double.data(), x.rows(), x.cols()}, targets, options);
    }
  }
  if (options.precision == Precision::float32) {
    return Training<float, Source>(network, x, targets, options).run();
  }
  return Training<double, Source>(network, x, targets, options).run();
}

}  // namespace

History fit(network::Network& network, const Matrix<double>& x, const reference::Targets& targets,
            const FitOptions& options) {
  return run<double>(network, {x.data(), x.rows(), x.cols()}, targets, options);
}

History fit(network::Network& network, const MatrixView<double>& x,
            const reference::Targets& targets, const FitOptions& options) {
  return run(network, x, targets, options);
}

History fit(network::Network& network, const MatrixView<float>& x,
            const reference::Targets& targets, const FitOptions& options) {
  return run(network, x, targets, options);
}

std::string_view name(Precision precision) {
  return precisions[static_cast<std::size_t>(precision)];
}

Precision parse_precision(std::string_view text) {
  return static_cast<Precision>(find_choice(precisions, text, "precision"));
}

std::string_view name(Monitor monitor) { return monitors[static_cast<std::size_t>(monitor)]; }

Monitor parse_monitor(std::string_view text) {
  return static_cast<Monitor>(find_choice(monitors, text, "monitor"));
}

}  // namespace crescent::train
