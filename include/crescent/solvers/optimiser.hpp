#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace crescent::solvers {

/// How a gradient becomes a step. Names as scikit-learn's `solver`.
enum class Solver { gd, sgd, adam };

/// Parameters as in scikit-learn's MLPClassifier, with its defaults.
struct OptimiserOptions {
  Solver solver = Solver::adam;
  double momentum = 0.9;  ///< sgd, in [0, 1)
  bool nesterovs_momentum = true;
  double beta_1 = 0.9;  ///< adam, in [0, 1)
  double beta_2 = 0.999;
  double epsilon = 1e-8;
};

/// Updates a flat parameter buffer in place, one gradient at a time.
class Optimiser {
 public:
  virtual ~Optimiser() = default;
  virtual void step(std::span<double> parameters, std::span<const double> gradient,
                    double learning_rate) = 0;
};

/// `size`: the buffer's length. Throws Error(invalid_argument) for options out of range.
std::unique_ptr<Optimiser> make_optimiser(const OptimiserOptions& options, std::size_t size);

std::string_view name(Solver solver);
/// Throws Error(invalid_argument) that lists the names there are.
Solver parse_solver(std::string_view text);

}  // namespace crescent::solvers
