#include <cmath>
#include <string>

#include <fmt/format.h>

#include <crescent/base/choice.hpp>
#include <crescent/base/error.hpp>
#include <crescent/solvers/optimiser.hpp>

namespace crescent::solvers {
namespace {

// In the order of the enumeration.
const std::vector<std::string> names = {"gd", "sgd", "adam"};

/// w -= learning_rate · g
class GradientDescent final : public Optimiser {
 public:
  void step(std::span<double> w, std::span<const double> g, double learning_rate) override {
    for (std::size_t i = 0; i < w.size(); ++i) w[i] += -learning_rate * g[i];
  }
};

/// v <- momentum · v - learning_rate · g;  w += v, or with Nesterov's look ahead
/// w += momentum · v - learning_rate · g  (Sutskever et al. 2013, as scikit-learn writes it)
class Momentum final : public Optimiser {
 public:
  Momentum(const OptimiserOptions& options, std::size_t size) : options_(options), v_(size) {}

  void step(std::span<double> w, std::span<const double> g, double learning_rate) override {
    const double m = options_.momentum;
    for (std::size_t i = 0; i < w.size(); ++i) {
      v_[i] = m * v_[i] - learning_rate * g[i];
      w[i] += options_.nesterovs_momentum ? m * v_[i] - learning_rate * g[i] : v_[i];
    }
  }

 private:
  OptimiserOptions options_;
  std::vector<double> v_;
};

/// Adam (Kingma and Ba 2015): running means of g and g², both corrected for their start at 0.
class Adam final : public Optimiser {
 public:
  Adam(const OptimiserOptions& options, std::size_t size) : options_(options), m_(size), v_(size) {}

  void step(std::span<double> w, std::span<const double> g, double learning_rate) override {
    ++t_;
    const double b1 = options_.beta_1;
    const double b2 = options_.beta_2;
    const auto t = static_cast<double>(t_);
    const double rate = learning_rate * std::sqrt(1 - std::pow(b2, t)) / (1 - std::pow(b1, t));
    for (std::size_t i = 0; i < w.size(); ++i) {
      m_[i] = b1 * m_[i] + (1 - b1) * g[i];
      v_[i] = b2 * v_[i] + (1 - b2) * g[i] * g[i];
      w[i] += -rate * m_[i] / (std::sqrt(v_[i]) + options_.epsilon);
    }
  }

 private:
  OptimiserOptions options_;
  std::vector<double> m_;
  std::vector<double> v_;
  long t_ = 0;
};

void require_fraction(double value, std::string_view what) {
  if (!(value >= 0 && value < 1)) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{} must be in [0, 1), not {}", what, value));
  }
}

}  // namespace

std::unique_ptr<Optimiser> make_optimiser(const OptimiserOptions& options, std::size_t size) {
  require_fraction(options.momentum, "momentum");
  require_fraction(options.beta_1, "beta_1");
  require_fraction(options.beta_2, "beta_2");
  if (!(options.epsilon > 0)) throw Error(ErrorCode::invalid_argument, "epsilon must be above 0");
  switch (options.solver) {
    case Solver::sgd:
      return std::make_unique<Momentum>(options, size);
    case Solver::adam:
      return std::make_unique<Adam>(options, size);
    case Solver::gd:
      break;
  }
  return std::make_unique<GradientDescent>();
}

std::string_view name(Solver solver) { return names[static_cast<std::size_t>(solver)]; }

Solver parse_solver(std::string_view text) {
  return static_cast<Solver>(find_choice(names, text, "solver"));
}

}  // namespace crescent::solvers
