#include <cmath>
#include <complex>
#include <span>

#include <crescent/explain/curvature.hpp>
#include <crescent/random/random_state.hpp>
#include <crescent/reference/network.hpp>

#include "explain/checks.hpp"

namespace crescent::explain {
namespace {

using Complex = std::complex<double>;
using Vector = Eigen::VectorXd;

/// H v: the change of the gradient along v.
class HessianProduct {
 public:
  HessianProduct(const network::Network& network, const Matrix<double>& x,
                 const reference::Targets& targets, const reference::Loss& loss)
      : network_(network), x_(x.cast<Complex>()), targets_(targets), loss_(loss) {}

  Vector operator()(const Vector& v) const {
    constexpr double h = 1e-50;
    const auto w = network_.parameters();
    std::vector<Complex> shifted(w.size());
    std::vector<Complex> gradient(w.size());
    for (std::size_t i = 0; i < w.size(); ++i) shifted[i] = {w[i], h * v(static_cast<Index>(i))};
    reference::loss_and_gradient<Complex>(network_.architecture(), loss_, shifted, x_, targets_,
                                          gradient);
    Vector product(v.size());
    for (Index i = 0; i < v.size(); ++i)
      product(i) = gradient[static_cast<std::size_t>(i)].imag() / h;
    return product;
  }

 private:
  const network::Network& network_;
  Matrix<Complex> x_;
  reference::Targets targets_;
  reference::Loss loss_;
};

}  // namespace

double largest_curvature(const network::Network& network, const Matrix<double>& x,
                         const reference::Targets& targets, const reference::Loss& loss) {
  check_examples(network, x, targets);
  const HessianProduct hessian(network, x, targets, loss);
  // A fixed start that no eigenvector is likely to be orthogonal to.
  random::RandomState random(0);
  Vector v(static_cast<Index>(network.parameters().size()));
  for (double& value : v) value = random.standard_normal();
  v.normalize();
  double eigenvalue = 0;
  for (int i = 0; i < 200; ++i) {
    const Vector product = hessian(v);
    const double next = v.dot(product);
    const double length = product.norm();
    if (length == 0) return 0;
    v = product / length;
    const bool settled = std::abs(next - eigenvalue) <= 1e-5 * std::abs(next);
    eigenvalue = next;
    if (settled && i > 5) break;
  }
  return eigenvalue;
}

}  // namespace crescent::explain
