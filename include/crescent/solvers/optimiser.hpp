#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crescent::solvers {

/// How a gradient becomes a step; `lbfgs` (lbfgs.hpp) evaluates the objective itself and is no
/// Optimiser. Names as scikit-learn's `solver` where it has them, else PyTorch's classes.
enum class Solver { gd, sgd, adam, adamw, rprop, lbfgs };

/// Parameters that step at a pace of their own.
struct ParameterGroup {
  std::size_t offset = 0, count = 0;  ///< of the flat buffer
  /// Factor of the learning rate, >= 0; rprop: of the first step size. 0: frozen, nor does what the
  /// optimiser remembers of them change.
  double rate = 1;
  double decay = 1;  ///< factor of weight_decay, >= 0
};

/// Parameters as in scikit-learn's MLPClassifier, with its defaults; those of adamw and rprop as in
/// PyTorch.
struct OptimiserOptions {
  Solver solver = Solver::adam;
  double momentum = 0.9;  ///< sgd, in [0, 1)
  bool nesterovs_momentum = true;
  double beta_1 = 0.9;  ///< adam, adamw, in [0, 1)
  double beta_2 = 0.999;
  double epsilon = 1e-8;  ///< > 0, beside the root of the uncorrected mean of squares
  double weight_decay =
      0.01;  ///< adamw, >= 0: a step first takes this · learning_rate of each entry
  std::array<double, 2> etas = {0.5, 1.2};        ///< rprop: in (0, 1), and above 1
  std::array<double, 2> step_sizes = {1e-6, 50};  ///< rprop: shortest and longest step, > 0
  /// Ascending by offset, apart from each other; all other parameters have factors 1.
  std::vector<ParameterGroup> groups = {};
};

/// All that the next step depends on, beside the options: stored and put back, in the same
/// precision, it continues the run bit for bit. The views stay the optimiser's and may be written
/// to.
template <class T>
struct OptimiserState {
  struct Buffer {
    std::string_view name;
    std::span<T> values;  ///< as long as the parameters
  };
  std::int64_t& steps;  ///< taken so far
  std::vector<Buffer>
      buffers;  ///< gd none; sgd "v"; adam, adamw "m", "v"; rprop "gradient", "step"
};

/// Updates a flat parameter buffer in place, one gradient at a time, in float or double.
/// Each entry is updated by itself with correctly rounded operations: the same bits on every
/// instruction set, however the buffer is cut.
template <class T>
class Optimiser {
 public:
  virtual ~Optimiser() = default;

  /// Starts a step; its updates follow. rprop takes the first step's rate as its first step size
  /// and no notice of the others.
  virtual void begin_step(double learning_rate) = 0;

  /// Updates the entries of the buffer from `offset` on. In a step, each entry has to come once;
  /// threads may share a step if their ranges are disjoint. Allocates nothing.
  virtual void update(std::span<T> parameters, std::span<const T> gradient,
                      std::size_t offset) noexcept = 0;

  /// A whole step.
  void step(std::span<T> parameters, std::span<const T> gradient, double learning_rate) {
    begin_step(learning_rate);
    update(parameters, gradient, 0);
  }

  virtual OptimiserState<T> state() = 0;
};

/// `size`: the buffer's length. Throws Error(invalid_argument) for options out of range and for
/// lbfgs. T is float or double.
template <class T>
std::unique_ptr<Optimiser<T>> make_optimiser(const OptimiserOptions& options, std::size_t size);

const std::vector<std::string>& solver_names();
std::string_view name(Solver solver);
/// Throws Error(invalid_argument) that lists the names there are.
Solver parse_solver(std::string_view text);

}  // namespace crescent::solvers
