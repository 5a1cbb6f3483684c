// Derived in docs/maths.md, "The complex step".
#include <algorithm>
#include <cmath>
#include <complex>
#include <span>

#include <crescent/engine/engine.hpp>
#include <crescent/explain/gradient_check.hpp>
#include <crescent/reference/network.hpp>

#include "explain/checks.hpp"

namespace crescent::explain {
namespace {

using Complex = std::complex<double>;

std::vector<double> complex_steps(const network::Network& network, const Matrix<double>& x,
                                  const reference::Targets& targets, const reference::Loss& loss,
                                  const reference::Dropout& dropout) {
  constexpr double h = 1e-50;
  const auto w = network.parameters();
  std::vector<Complex> shifted(w.begin(), w.end());
  const Matrix<Complex> cx = x.cast<Complex>();
  std::vector<double> gradient(w.size());
  for (std::size_t i = 0; i < w.size(); ++i) {
    shifted[i] += Complex(0, h);
    gradient[i] =
        reference::loss<Complex>(network.architecture(), loss, shifted, cx, targets, dropout)
            .imag() /
        h;
    shifted[i] = w[i];
  }
  return gradient;
}

std::vector<double> central_differences(const network::Network& network, const Matrix<double>& x,
                                        const reference::Targets& targets,
                                        const reference::Loss& loss,
                                        const reference::Dropout& dropout) {
  const auto w = network.parameters();
  std::vector<double> shifted(w.begin(), w.end());
  const auto loss_with = [&](std::size_t i, double value) {
    shifted[i] = value;
    const double result =
        reference::loss<double>(network.architecture(), loss, shifted, x, targets, dropout);
    shifted[i] = w[i];
    return result;
  };
  std::vector<double> gradient(w.size());
  for (std::size_t i = 0; i < w.size(); ++i) {
    const double h = 1e-6 * std::max(1.0, std::abs(w[i]));
    gradient[i] = (loss_with(i, w[i] + h) - loss_with(i, w[i] - h)) / (2 * h);
  }
  return gradient;
}

/// The larger of two magnitudes; NaN if either is, which std::max would lose.
double larger(double a, double b) { return std::isnan(a) || a > b ? a : b; }

double largest(std::span<const double> values) {
  double result = 0;
  for (const double value : values) result = larger(result, std::abs(value));
  return result;
}

double largest_difference(std::span<const double> a, std::span<const double> b) {
  double result = 0;
  for (std::size_t i = 0; i < a.size(); ++i) result = larger(result, std::abs(a[i] - b[i]));
  return result;
}

}  // namespace

std::vector<BlockCheck> check_gradient(const network::Network& network, const Matrix<double>& x,
                                       const reference::Targets& targets,
                                       const reference::Loss& loss, std::string_view engine,
                                       const reference::Dropout& dropout) {
  const auto& architecture = network.architecture();
  check_examples(network, x, targets);
  reference::validate(dropout);
  std::vector<double> gradient(network.parameters().size());
  engine::make_engine<double>(architecture, loss, {.name = engine})
      ->loss_and_gradient(network.parameters(),
                          {.x = {x.data(), x.rows(), x.cols()},
                           .y = targets.y,
                           .values = targets.values,
                           .weights = targets.weights,
                           .dropout = dropout},
                          gradient);
  std::vector<double> exact = complex_steps(network, x, targets, loss, dropout);
  std::vector<double> differences = central_differences(network, x, targets, loss, dropout);
  if (loss.reduction == reference::Reduction::sum) {  // the loss is J / n, the gradient dJ
    const auto n = static_cast<double>(x.rows());
    for (double& value : exact) value *= n;
    for (double& value : differences) value *= n;
  }
  std::vector<BlockCheck> checks;
  for (const auto& block : reference::parameter_blocks(architecture)) {
    const auto part = [&](const std::vector<double>& values) {
      return std::span(values).subspan(static_cast<std::size_t>(block.offset),
                                       static_cast<std::size_t>(block.size()));
    };
    const double size = largest(part(exact));
    const double scale = size <= 1e-8 ? 1.0 : size;
    checks.push_back({block.name, size, largest_difference(part(gradient), part(exact)) / scale,
                      largest_difference(part(gradient), part(differences)) / scale});
  }
  return checks;
}

}  // namespace crescent::explain
