#include <algorithm>
#include <cmath>
#include <utility>

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
  T* from(std::size_t offset) { return values_.data() + offset; }
  std::span<T> span() { return {values_.data(), size_}; }

 private:
  AlignedBuffer<T> values_;
  std::size_t size_;
};

/// A stretch of the buffer that steps alike, and the numbers of its present step.
template <class T>
struct Stretch {
  std::size_t begin = 0, end = 0;
  double rate = 1, decay = 1;  ///< as in ParameterGroup
  Coefficients<T> numbers = {};
};

/// The groups and what lies between them: the whole buffer.
template <class T>
std::vector<Stretch<T>> stretches_of(const std::vector<ParameterGroup>& groups, std::size_t size) {
  std::vector<Stretch<T>> stretches;
  std::size_t at = 0;
  for (const ParameterGroup& group : groups) {
    if (group.offset > at) stretches.push_back({at, group.offset});
    at = group.offset + group.count;
    stretches.push_back({group.offset, at, group.rate, group.decay});
  }
  if (at < size || stretches.empty()) stretches.push_back({at, size});
  return stretches;
}

/// What all rules share; the formulas themselves stand in update_kernels-inl.hpp.
template <class T>
class RuleOptimiser : public Optimiser<T> {
 public:
  void begin_step(double learning_rate) final {
    ++steps_;
    for (Stretch<T>& stretch : stretches_) set_numbers(stretch, learning_rate);
  }
  void update(std::span<T> w, std::span<const T> g, std::size_t offset) noexcept final {
    for (const Stretch<T>& stretch : stretches_) {
      const std::size_t begin = std::max(stretch.begin, offset);
      const std::size_t end = std::min(stretch.end, offset + w.size());
      if (begin >= end || stretch.rate == 0) continue;
      const auto memory = [&](std::size_t i) {
        return i < memory_.size() ? memory_[i].from(begin) : nullptr;
      };
      solvers::update(rule_, stretch.numbers,
                      {w.data() + (begin - offset), g.data() + (begin - offset), memory(0),
                       memory(1), end - begin});
    }
  }
  OptimiserState<T> state() final {
    OptimiserState<T> state{steps_, {}};
    for (std::size_t i = 0; i < memory_.size(); ++i)
      state.buffers.push_back({names_[i], memory_[i].span()});
    return state;
  }

 protected:
  /// `names`: of what the rule remembers of each entry.
  RuleOptimiser(Rule rule, const OptimiserOptions& options, std::size_t size,
                std::vector<std::string_view> names)
      : rule_(rule), stretches_(stretches_of<T>(options.groups, size)), names_(std::move(names)) {
    for (std::size_t i = 0; i < names_.size(); ++i) memory_.emplace_back(size);
  }

  /// The numbers of step `steps_`, from 1.
  virtual void set_numbers(Stretch<T>& stretch, double learning_rate) = 0;

  std::vector<Stretch<T>>& stretches() { return stretches_; }
  Memory<T>& memory(std::size_t i) { return memory_[i]; }
  std::int64_t steps_ = 0;

 private:
  Rule rule_;
  std::vector<Stretch<T>> stretches_;
  std::vector<std::string_view> names_;
  std::vector<Memory<T>> memory_;
};

template <class T>
class GradientDescent final : public RuleOptimiser<T> {
 public:
  GradientDescent(const OptimiserOptions& options, std::size_t size)
      : RuleOptimiser<T>(Rule::gradient_descent, options, size, {}) {}

 private:
  void set_numbers(Stretch<T>& stretch, double learning_rate) override {
    stretch.numbers.rate = static_cast<T>(learning_rate * stretch.rate);
  }
};

template <class T>
class Momentum final : public RuleOptimiser<T> {
 public:
  Momentum(const OptimiserOptions& options, std::size_t size)
      : RuleOptimiser<T>(options.nesterovs_momentum ? Rule::nesterov : Rule::momentum, options,
                         size, {"v"}) {
    for (Stretch<T>& stretch : this->stretches())
      stretch.numbers.momentum = static_cast<T>(options.momentum);
  }

 private:
  void set_numbers(Stretch<T>& stretch, double learning_rate) override {
    stretch.numbers.rate = static_cast<T>(learning_rate * stretch.rate);
  }
};

/// 1 - beta^t, without asking for powers that are too small to matter and slow to find.
double correction(double beta, double t) {
  return t * std::log2(beta) < -60 ? 1 : 1 - std::pow(beta, t);
}

/// adam and adamw, which differ by what weight decay keeps of the parameters.
template <class T>
class Adam final : public RuleOptimiser<T> {
 public:
  Adam(const OptimiserOptions& options, std::size_t size)
      : RuleOptimiser<T>(Rule::adam, options, size, {"m", "v"}),
        beta_1_(options.beta_1),
        beta_2_(options.beta_2),
        weight_decay_(options.solver == Solver::adamw ? options.weight_decay : 0) {
    for (Stretch<T>& stretch : this->stretches()) {
      auto& numbers = stretch.numbers;
      numbers.beta_1 = static_cast<T>(beta_1_);
      numbers.rest_1 = static_cast<T>(1 - beta_1_);
      numbers.beta_2 = static_cast<T>(beta_2_);
      numbers.rest_2 = static_cast<T>(1 - beta_2_);
      numbers.epsilon = static_cast<T>(options.epsilon);
    }
  }

 private:
  void set_numbers(Stretch<T>& stretch, double learning_rate) override {
    const double rate = learning_rate * stretch.rate;
    const auto t = static_cast<double>(this->steps_);
    stretch.numbers.rate =
        static_cast<T>(rate * std::sqrt(correction(beta_2_, t)) / correction(beta_1_, t));
    stretch.numbers.kept = static_cast<T>(1 - rate * (weight_decay_ * stretch.decay));
  }

  double beta_1_, beta_2_, weight_decay_;
};

template <class T>
class Rprop final : public RuleOptimiser<T> {
 public:
  Rprop(const OptimiserOptions& options, std::size_t size)
      : RuleOptimiser<T>(Rule::rprop, options, size, {"gradient", "step"}) {
    for (Stretch<T>& stretch : this->stretches()) {
      auto& numbers = stretch.numbers;
      numbers.eta_minus = static_cast<T>(options.etas[0]);
      numbers.eta_plus = static_cast<T>(options.etas[1]);
      numbers.shortest = static_cast<T>(options.step_sizes[0]);
      numbers.longest = static_cast<T>(options.step_sizes[1]);
    }
  }

 private:
  void set_numbers(Stretch<T>& stretch, double learning_rate) override {
    if (this->steps_ > 1) return;
    const double first = learning_rate * (stretch.rate > 0 ? stretch.rate : 1);
    std::fill_n(this->memory(1).from(stretch.begin), stretch.end - stretch.begin,
                static_cast<T>(first));
  }
};

void require(bool holds, std::string_view what, std::string_view range) {
  if (!holds) throw Error(ErrorCode::invalid_argument, fmt::format("{} must be {}", what, range));
}

void check_groups(const std::vector<ParameterGroup>& groups, std::size_t size) {
  std::size_t at = 0;
  for (const ParameterGroup& group : groups) {
    require(group.offset >= at && group.offset <= size && group.count <= size - group.offset,
            "groups", "within the parameters, in ascending order and apart from each other");
    require(group.rate >= 0 && std::isfinite(group.rate), "a group's rate", "at least 0");
    require(group.decay >= 0 && std::isfinite(group.decay), "a group's decay", "at least 0");
    at = group.offset + group.count;
  }
}

void check(const OptimiserOptions& options, std::size_t size) {
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
  check_groups(options.groups, size);
}

const std::vector<std::string> names = {"gd", "sgd", "adam", "adamw", "rprop", "lbfgs"};

}  // namespace

template <class T>
std::unique_ptr<Optimiser<T>> make_optimiser(const OptimiserOptions& options, std::size_t size) {
  check(options, size);
  switch (options.solver) {
    case Solver::gd:
      return std::make_unique<GradientDescent<T>>(options, size);
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
