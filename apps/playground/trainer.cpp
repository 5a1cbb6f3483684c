#include "trainer.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <span>

#include <crescent/engine/engine.hpp>
#include <crescent/solvers/lbfgs.hpp>

namespace crescent::playground {
namespace {

template <class T>
std::vector<T> as(const std::vector<double>& values) {
  return {values.begin(), values.end()};
}

/// Examples in numbers of type T.
template <class T>
class Rows {
 public:
  explicit Rows(const Examples& examples)
      : x_(examples.x.template cast<T>()), y_(examples.y), values_(as<T>(examples.values)) {}

  Index size() const { return x_.rows(); }
  const Matrix<T>& x() const { return x_; }
  engine::Batch<T> all() const {
    return {.x = {x_.data(), x_.rows(), x_.cols()}, .y = y_, .values = values_};
  }

  /// Rows order[first] … order[first + count - 1], copied to `place`, which has room for them.
  engine::Batch<T> gather(std::span<const std::size_t> rows, Rows& place) const {
    const auto count = static_cast<Index>(rows.size());
    for (Index n = 0; n < count; ++n) {
      const std::size_t row = rows[static_cast<std::size_t>(n)];
      const auto to = static_cast<std::size_t>(n);
      place.x_.row(n) = x_.row(static_cast<Index>(row));
      if (!y_.empty()) place.y_[to] = y_[row];
      if (!values_.empty()) place.values_[to] = values_[row];
    }
    engine::Batch<T> batch{.x = {place.x_.data(), count, x_.cols()}};
    if (!y_.empty()) batch.y = std::span(place.y_).first(rows.size());
    if (!values_.empty()) batch.values = std::span(place.values_).first(rows.size());
    return batch;
  }

 private:
  Matrix<T> x_;
  std::vector<int> y_;
  std::vector<T> values_;
};

/// What all solvers share: looking at the network, in numbers of type T.
template <class T>
class Base : public Trainer {
 public:
  Base(const reference::Architecture& architecture, const Examples& train, const Examples& test,
       const TrainerOptions& options, const std::vector<double>& parameters)
      : options_(options),
        parameters_(as<T>(parameters)),
        train_(train),
        test_(test),
        batch_size_(options.batch_size == 0 ? train_.size()
                                            : std::min(options.batch_size, train_.size())),
        judge_(engine::make_engine<T>(architecture, options.loss)),
        judge_without_penalty_(engine::make_engine<T>(architecture, without_penalty(options.loss))),
        outputs_(architecture.outputs()) {}

  bool is_finite() const override {
    return std::all_of(parameters_.begin(), parameters_.end(),
                       [](T value) { return std::isfinite(value); });
  }
  double objective() override { return objective_with<T>(parameters_); }
  double objective_at(const std::vector<double>& parameters) override {
    return objective_with<T>(as<T>(parameters));
  }
  double loss(Part part) override {
    const Rows<T>& rows = part == Part::train ? train_ : test_;
    if (rows.size() == 0) return 0;
    return static_cast<double>(judge_without_penalty_->loss(parameters_, rows.all()));
  }
  Matrix<double> predict(Part part) override {
    return predicted((part == Part::train ? train_ : test_).x());
  }
  Matrix<double> predict(const Matrix<double>& x) override {
    return predicted(x.template cast<T>());
  }
  std::vector<double> gradient() override {
    std::vector<T> gradient(parameters_.size());
    if (train_.size() > 0) slope_engine().gradient(parameters_, train_.all(), gradient);
    return {gradient.begin(), gradient.end()};
  }
  std::vector<double> parameters() const override {
    return {parameters_.begin(), parameters_.end()};
  }

 protected:
  /// An engine whose gradient has the loss's reduction and no dropout.
  engine::Engine<T>& slope_engine() { return *judge_; }

  TrainerOptions options_;
  std::vector<T> parameters_;
  Rows<T> train_, test_;
  Index batch_size_;

 private:
  static reference::Loss without_penalty(reference::Loss loss) {
    loss.l1 = loss.l2 = loss.label_smoothing = 0;
    return loss;
  }
  template <class U>
  double objective_with(const std::vector<U>& parameters) {
    if (train_.size() == 0) return 0;
    return static_cast<double>(judge_->loss(parameters, train_.all()));
  }
  Matrix<double> predicted(const Matrix<T>& x) {
    Matrix<T> p(x.rows(), outputs_);
    if (x.rows() > 0) judge_->predict(parameters_, {x.data(), x.rows(), x.cols()}, p);
    return p.template cast<double>();
  }

  std::unique_ptr<engine::Engine<T>> judge_, judge_without_penalty_;
  Index outputs_;
};

/// One gradient, one step, batch by batch.
template <class T>
class StepTrainer final : public Base<T> {
 public:
  StepTrainer(const reference::Architecture& architecture, const Examples& train,
              const Examples& test, const TrainerOptions& options,
              const std::vector<double>& parameters)
      : Base<T>(architecture, train, test, options, parameters),
        engine_(engine::make_engine<T>(architecture, training(options.loss, train.rows()),
                                       {.batch_rows = this->batch_size_})),
        optimiser_(solvers::make_optimiser<T>(optimiser_of(options), parameters.size())),
        random_(options.seed),
        gradient_(parameters.size()),
        place_(train) {}

  bool epoch(double learning_rate) override {
    const bool whole = this->batch_size_ == this->train_.size();
    if (whole) {
      step(this->train_.all(), learning_rate);
      return true;
    }
    if (order_.empty()) {
      order_.resize(static_cast<std::size_t>(this->train_.size()));
      std::iota(order_.begin(), order_.end(), std::size_t{0});
    }
    random_.shuffle(std::span(order_));
    const auto size = static_cast<std::size_t>(this->batch_size_);
    for (std::size_t start = 0; start < order_.size(); start += size) {
      const auto rows = std::span(order_).subspan(start, std::min(size, order_.size() - start));
      step(this->train_.gather(rows, place_), learning_rate);
    }
    return true;
  }

  TrainerState state() override {
    const auto memory = optimiser_->state();
    TrainerState state{.parameters = this->parameters(),
                       .steps = memory.steps,
                       .random = random_,
                       .order = order_,
                       .batches = batches_};
    for (const auto& buffer : memory.buffers) {
      state.buffers.push_back(
          {std::string(buffer.name), {buffer.values.begin(), buffer.values.end()}});
    }
    return state;
  }

  void set_state(const TrainerState& state) override {
    auto memory = optimiser_->state();
    if (state.parameters.size() == this->parameters_.size()) {
      this->parameters_ = as<T>(state.parameters);
    }
    random_ = state.random;
    batches_ = state.batches;
    order_ = state.order.size() == static_cast<std::size_t>(this->train_.size())
                 ? state.order
                 : std::vector<std::size_t>{};
    if (memory.buffers.size() != state.buffers.size()) return;
    for (std::size_t i = 0; i < state.buffers.size(); ++i) {
      const auto& from = state.buffers[i];
      auto& to = memory.buffers[i];
      if (from.name != to.name || from.values.size() != to.values.size()) return;
      std::transform(from.values.begin(), from.values.end(), to.values.begin(),
                     [](double value) { return static_cast<T>(value); });
    }
    memory.steps = state.steps;
  }

 private:
  static solvers::OptimiserOptions optimiser_of(const TrainerOptions& options) {
    solvers::OptimiserOptions optimiser = options.optimiser;
    optimiser.groups = groups_of(options.frozen);
    return optimiser;
  }
  static reference::Loss training(reference::Loss loss, Index rows) {
    loss.data_rows = rows;
    return loss;
  }

  void step(engine::Batch<T> batch, double learning_rate) {
    // The noise as train::fit's.
    batch.dropout = {this->options_.dropout,
                     (std::uint64_t{this->options_.seed} << 32) + batches_++};
    engine_->gradient(this->parameters_, batch, gradient_);
    optimiser_->step(this->parameters_, gradient_, learning_rate);
  }

  std::unique_ptr<engine::Engine<T>> engine_;
  std::unique_ptr<solvers::Optimiser<T>> optimiser_;
  random::RandomState random_;
  std::vector<std::size_t> order_;
  std::uint32_t batches_ = 0;
  std::vector<T> gradient_;
  Rows<T> place_;  ///< of one batch
};

/// L-BFGS: an epoch is an iteration. It compares losses to their last digits, so always float64.
class LbfgsTrainer final : public Base<double> {
 public:
  using Base::Base;

  bool epoch(double /*learning_rate*/) override {
    if (!solver_) start();
    if (solver_->status() != solvers::LbfgsStatus::running) return false;
    const int before = solver_->state().iterations;
    solver_->step();
    const auto& x = solver_->state().x;
    parameters_.assign(x.data(), x.data() + x.size());
    return solver_->state().iterations > before;
  }

  TrainerState state() override { return {.parameters = parameters_}; }
  void set_state(const TrainerState& state) override {
    if (state.parameters.size() == parameters_.size()) parameters_ = state.parameters;
    solver_.reset();
  }

 private:
  void start() {
    const auto objective = [this](std::span<const double> w, std::span<double> gradient) {
      // Value and slope of one function: the engine's loss is J / n, its gradient dJ / n or dJ.
      const double scale = options_.loss.reduction == reference::Reduction::sum
                               ? static_cast<double>(train_.size())
                               : 1.0;
      const double value = scale * slope_engine().loss_and_gradient(w, train_.all(), gradient);
      for (std::size_t i = 0; i < options_.frozen.size(); ++i) {
        if (options_.frozen[i] != 0) gradient[i] = 0;
      }
      return value;
    };
    solver_.emplace(objective, parameters_);
  }

  std::optional<solvers::Lbfgs> solver_;
};

}  // namespace

std::vector<solvers::ParameterGroup> groups_of(const std::vector<char>& frozen) {
  std::vector<solvers::ParameterGroup> groups;
  for (std::size_t i = 0; i < frozen.size(); ++i) {
    if (frozen[i] == 0) continue;
    const bool follows = !groups.empty() && groups.back().offset + groups.back().count == i;
    if (!follows) groups.push_back({.offset = i, .rate = 0});
    ++groups.back().count;
  }
  return groups;
}

std::unique_ptr<Trainer> make_trainer(const reference::Architecture& architecture,
                                      const Examples& train, const Examples& test,
                                      const TrainerOptions& options,
                                      const std::vector<double>& parameters) {
  if (options.optimiser.solver == solvers::Solver::lbfgs) {
    return std::make_unique<LbfgsTrainer>(architecture, train, test, options, parameters);
  }
  if (options.single) {
    return std::make_unique<StepTrainer<float>>(architecture, train, test, options, parameters);
  }
  return std::make_unique<StepTrainer<double>>(architecture, train, test, options, parameters);
}

}  // namespace crescent::playground
