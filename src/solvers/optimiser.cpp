#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <crescent/base/choice.hpp>
#include <crescent/base/error.hpp>
#include <crescent/solvers/optimiser.hpp>

#include "base/aligned_buffer.hpp"
#include "solvers/update_kernels.hpp"

namespace crescent::solvers {
namespace {

/// What an optimiser remembers of every entry: zeros at first, where vectors like to start.
template <class T>
class Memory {
 public:
  explicit Memory(std::size_t size) : size_(size) { values_.reserve(static_cast<Index>(size)); }
  void fill(T value) { std::fill_n(values_.data(), size_, value); }
  T* from(std::size_t offset) { return values_.data() + offset; }
  std::span<T> span() { return {values_.data(), size_}; }

 private:
  AlignedBuffer<T> values_;
  std::size_t size_;
};

/// The formulas themselves stand in update_kernels-inl.hpp.
template <class T>
class GradientDescent final : public Optimiser<T> {
 public:
  void begin_step(double learning_rate) override {
    ++steps_;
    numbers_.rate = static_cast<T>(learning_rate);
  }
  void update(std::span<T> w, std::span<const T> g, std::size_t /*offset*/) noexcept override {
    solvers::update(Rule::gradient_descent, numbers_,
                    {w.data(), g.data(), nullptr, nullptr, w.size()});
  }
  OptimiserState<T> state() override { return {steps_, {}}; }

 private:
  Coefficients<T> numbers_;
  std::int64_t steps_ = 0;
};

template <class T>
class Momentum final : public Optimiser<T> {
 public:
  Momentum(const OptimiserOptions& options, std::size_t size)
      : rule_(options.nesterovs_momentum ? Rule::nesterov : Rule::momentum), v_(size) {
    numbers_.momentum = static_cast<T>(options.momentum);
  }
  void begin_step(double learning_rate) override {
    ++steps_;
    numbers_.rate = static_cast<T>(learning_rate);
  }
  void update(std::span<T> w, std::span<const T> g, std::size_t offset) noexcept override {
    solvers::update(rule_, numbers_, {w.data(), g.data(), v_.from(offset), nullptr, w.size()});
  }
  OptimiserState<T> state() override { return {steps_, {{"v", v_.span()}}}; }

 private:
  Rule rule_;
  Coefficients<T> numbers_;
  Memory<T> v_;
  std::int64_t steps_ = 0;
};

/// 1 - beta^t, without asking for powers that are too small to matter and slow to find.
double correction(double beta, double t) {
  return t * std::log2(beta) < -60 ? 1 : 1 - std::pow(beta, t);
}

/// adam and adamw, which differ by what weight decay keeps of the parameters.
template <class T>
class Adam final : public Optimiser<T> {
 public:
  Adam(const OptimiserOptions& options, std::size_t size)
      : beta_1_(options.beta_1),
        beta_2_(options.beta_2),
        weight_decay_(options.solver == Solver::adamw ? options.weight_decay : 0),
        m_(size),
        v_(size) {
    numbers_.beta_1 = static_cast<T>(beta_1_);
    numbers_.rest_1 = static_cast<T>(1 - beta_1_);
    numbers_.beta_2 = static_cast<T>(beta_2_);
    numbers_.rest_2 = static_cast<T>(1 - beta_2_);
    numbers_.epsilon = static_cast<T>(options.epsilon);
  }
  void begin_step(double learning_rate) override {
    ++steps_;
    const auto t = static_cast<double>(steps_);
    numbers_.rate =
        static_cast<T>(learning_rate * std::sqrt(correction(beta_2_, t)) / correction(beta_1_, t));
    numbers_.kept = static_cast<T>(1 - learning_rate * weight_decay_);
  }
  void update(std::span<T> w, std::span<const T> g, std::size_t offset) noexcept override {
    solvers::update(Rule::adam, numbers_,
                    {w.data(), g.data(), m_.from(offset), v_.from(offset), w.size()});
  }
  OptimiserState<T> state() override { return {steps_, {{"m", m_.span()}, {"v", v_.span()}}}; }

 private:
  double beta_1_, beta_2_, weight_decay_;
  Coefficients<T> numbers_;
  Memory<T> m_, v_;
  std::int64_t steps_ = 0;
};

template <class T>
class Rprop final : public Optimiser<T> {
 public:
  Rprop(const OptimiserOptions& options, std::size_t size) : gradient_(size), step_(size) {
    numbers_.eta_minus = static_cast<T>(options.etas[0]);
    numbers_.eta_plus = static_cast<T>(options.etas[1]);
    numbers_.shortest = static_cast<T>(options.step_sizes[0]);
    numbers_.longest = static_cast<T>(options.step_sizes[1]);
  }
  void begin_step(double learning_rate) override {
    if (steps_++ == 0) step_.fill(static_cast<T>(learning_rate));
  }
  void update(std::span<T> w, std::span<const T> g, std::size_t offset) noexcept override {
    solvers::update(Rule::rprop, numbers_,
                    {w.data(), g.data(), gradient_.from(offset), step_.from(offset), w.size()});
  }
  OptimiserState<T> state() override {
    return {steps_, {{"gradient", gradient_.span()}, {"step", step_.span()}}};
  }

 private:
  Coefficients<T> numbers_;
  Memory<T> gradient_, step_;
  std::int64_t steps_ = 0;
};

void require(bool holds, std::string_view what, std::string_view range) {
  if (!holds) throw Error(ErrorCode::invalid_argument, fmt::format("{} must be {}", what, range));
}

void check(const OptimiserOptions& options) {
  const auto fraction = [](double value) { return value >= 0 && value < 1; };
  require(fraction(options.momentum), "momentum", "in [0, 1)");
  require(fraction(options.beta_1), "beta_1", "in [0, 1)");
  require(fraction(options.beta_2), "beta_2", "in [0, 1)");
  require(options.epsilon > 0, "epsilon", "above 0");
  require(options.weight_decay >= 0 && std::isfinite(options.weight_decay), "weight_decay",
          "at least 0");
  const auto [minus, plus] = options.etas;
  require(minus > 0 && minus < 1 && plus > 1 && std::isfinite(plus), "etas",
          "one number in (0, 1) and one above 1");
  const auto [shortest, longest] = options.step_sizes;
  require(shortest > 0 && shortest <= longest && std::isfinite(longest), "step_sizes",
          "above 0, the smaller one first");
}

const std::vector<std::string> names = {"gd", "sgd", "adam", "adamw", "rprop", "lbfgs"};

}  // namespace

template <class T>
std::unique_ptr<Optimiser<T>> make_optimiser(const OptimiserOptions& options, std::size_t size) {
  check(options);
  switch (options.solver) {
    case Solver::gd:
      return std::make_unique<GradientDescent<T>>();
    case Solver::sgd:
      return std::make_unique<Momentum<T>>(options, size);
    case Solver::adam:
    case Solver::adamw:
      return std::make_unique<Adam<T>>(options, size);
    case Solver::rprop:
      return std::make_unique<Rprop<T>>(options, size);
    case Solver::lbfgs:
      break;
  }
  throw Error(ErrorCode::invalid_argument,
              "lbfgs evaluates the objective itself and has no single step for a gradient");
}

template std::unique_ptr<Optimiser<float>> make_optimiser(const OptimiserOptions&, std::size_t);
template std::unique_ptr<Optimiser<double>> make_optimiser(const OptimiserOptions&, std::size_t);

const std::vector<std::string>& solver_names() { return names; }

std::string_view name(Solver solver) { return names[static_cast<std::size_t>(solver)]; }

Solver parse_solver(std::string_view text) {
  return static_cast<Solver>(find_choice(names, text, "solver"));
}

}  // namespace crescent::solvers
