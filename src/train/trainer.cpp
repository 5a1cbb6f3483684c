#include <functional>
#include <limits>
#include <string>
#include <utility>

#include <crescent/base/error.hpp>
#include <crescent/train/trainer.hpp>

#include "train/batches.hpp"
#include "train/checks.hpp"
#include "train/lbfgs_training.hpp"
#include "train/training.hpp"
#include "train/windows.hpp"

namespace crescent::train {
namespace {

using solvers::Solver;

constexpr Index no_limit = std::numeric_limits<Index>::max();
const std::string given_state = "the state";

bool is_lbfgs(const Options& options) { return options.optimiser.solver == Solver::lbfgs; }

/// Whether one may go on with what the other remembers.
bool remember_alike(Solver a, Solver b) {
  const auto kind = [](Solver solver) { return solver == Solver::adamw ? Solver::adam : solver; };
  return kind(a) == kind(b);
}

}  // namespace

struct Trainer::Data {
  network::Network& network;
  Options options;
  Surroundings surroundings;
  std::function<void()> check = {};  ///< throws for options that do not fit
  std::function<std::unique_ptr<Course>()> begin = {};
  std::unique_ptr<Course> course = {};
  Matrix<double> as_double = {};

  template <class T>
  std::unique_ptr<Course> training(std::unique_ptr<BatchSource<T>> batches, std::uint64_t data) {
    return std::make_unique<Training<T>>(network, std::move(batches), data, options, surroundings);
  }

  template <class T, class Source>
  std::unique_ptr<Course> training(const MatrixView<Source>& x, const reference::Targets& targets) {
    const Index batch_size = options.batch_size == 0 ? x.rows() : options.batch_size;
    const bool is_kept = !surroundings.checkpoint.file.empty();
    return training<T>(
        std::make_unique<Batches<T, Source>>(x, targets, batch_size, surroundings.threads),
        is_kept ? fingerprint_of(network, x, targets, surroundings.validation) : 0);
  }

  template <class T>
  std::unique_ptr<Course> training(const ExampleBlocks& blocks, const WindowOptions& window) {
    return training<T>(std::make_unique<Windows<T>>(blocks, network.architecture(), window,
                                                    options.batch_size, surroundings.threads),
                       fingerprint_of(network, blocks.fingerprint(), surroundings.validation));
  }

  /// lbfgs compares losses to their last digits.
  const MatrixView<double>& in_float64(const MatrixView<double>& x) { return x; }
  MatrixView<double> in_float64(const MatrixView<float>& x) {
    as_double = x.cast<double>();
    return {as_double.data(), x.rows(), x.cols()};
  }

  void start() {
    check();
    course = begin();
  }

  template <class Source>
  void start_with(const MatrixView<Source>& x, const reference::Targets& targets) {
    check = [this, x, targets] { train::check(network, x, targets, options, surroundings); };
    begin = [this, x, targets]() -> std::unique_ptr<Course> {
      if (is_lbfgs(options)) {
        return std::make_unique<LbfgsTraining>(network, in_float64(x), targets, options,
                                               surroundings);
      }
      return options.precision == Precision::float32 ? training<float>(x, targets)
                                                     : training<double>(x, targets);
    };
    start();
  }
};

Trainer::Trainer(network::Network& network, const MatrixView<double>& x,
                 const reference::Targets& targets, const Options& options,
                 const Surroundings& surroundings)
    : data_(new Data{network, options, surroundings}) {
  data_->start_with(x, targets);
}

Trainer::Trainer(network::Network& network, const MatrixView<float>& x,
                 const reference::Targets& targets, const Options& options,
                 const Surroundings& surroundings)
    : data_(new Data{network, options, surroundings}) {
  data_->start_with(x, targets);
}

Trainer::Trainer(network::Network& network, const ExampleBlocks& blocks,
                 const WindowOptions& window, const Options& options,
                 const Surroundings& surroundings)
    : data_(new Data{network, options, surroundings}) {
  Data* data = data_.get();
  data->check = [data, &blocks, window] {
    train::check(data->network, blocks, window, data->options, data->surroundings);
  };
  data->begin = [data, &blocks, window] {
    return data->options.precision == Precision::float32 ? data->training<float>(blocks, window)
                                                         : data->training<double>(blocks, window);
  };
  data->start();
}

Trainer::Trainer(Trainer&&) noexcept = default;
Trainer& Trainer::operator=(Trainer&&) noexcept = default;
Trainer::~Trainer() = default;

bool Trainer::advance(Index epochs) { return data_->course->advance(epochs, no_limit); }
bool Trainer::advance_steps(Index steps) { return data_->course->advance(no_limit, steps); }
Index Trainer::epoch() const { return data_->course->epoch(); }
std::vector<double> Trainer::parameters() const { return data_->course->parameters(); }
const History& Trainer::history() const { return data_->course->history(); }

std::string Trainer::state() const { return encode(data_->course->snapshot()); }
void Trainer::set_state(std::string_view bytes) {
  data_->course->restore(decode(bytes, given_state), given_state);
}

const Options& Trainer::options() const { return data_->options; }

void Trainer::carry_over(std::string_view bytes, Solver solver) {
  data_->course->adopt(decode(bytes, given_state),
                       remember_alike(solver, data_->options.optimiser.solver));
}

void Trainer::set_options(const Options& options) {
  if (!data_->surroundings.checkpoint.file.empty()) {
    throw Error(ErrorCode::invalid_argument,
                "a training that keeps checkpoints goes on with the options it began with");
  }
  const Options before = std::exchange(data_->options, options);
  try {
    data_->check();
    auto next = data_->begin();
    next->adopt(data_->course->snapshot(),
                remember_alike(before.optimiser.solver, options.optimiser.solver));
    data_->course = std::move(next);
  } catch (...) {
    data_->options = before;
    throw;
  }
}

History Trainer::finish() { return data_->course->finish(); }

}  // namespace crescent::train
