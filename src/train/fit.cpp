#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>

#include <crescent/base/choice.hpp>
#include <crescent/engine/engine.hpp>
#include <crescent/random/random_state.hpp>
#include <crescent/train/fit.hpp>

#include "train/batches.hpp"
#include "train/checks.hpp"
#include "train/fit_lbfgs.hpp"

namespace crescent::train {
namespace {

// In the order of the enumeration.
const std::vector<std::string> precisions = {"float64", "float32"};

template <class T>
bool all_finite(std::span<const T> values) {
  return std::all_of(values.begin(), values.end(), [](T value) { return std::isfinite(value); });
}

/// One gradient, one step, batch by batch, with numbers of type T. `network` takes over what has
/// been reached at every recorded epoch that is still finite.
template <class T, class Source>
class Training {
 public:
  Training(const network::Network& network, const MatrixView<Source>& x,
           const reference::Targets& targets, const FitOptions& options)
      : options_(options),
        rows_(x.rows()),
        batch_size_(options.batch_size == 0 ? rows_ : std::min(options.batch_size, rows_)),
        engine_(engine::make_engine<T>(
            network.architecture(), loss_of(options, rows_),
            {.name = options.engine, .threads = options.threads, .batch_rows = batch_size_})),
        optimiser_(solvers::make_optimiser<T>(options.optimiser, network.parameters().size())),
        batches_(x, targets, batch_size_, options.threads),
        random_(options.seed),
        gradient_(network.parameters().size()) {
    for (const double w : network.parameters()) parameters_.push_back(static_cast<T>(w));
  }

  History run(network::Network& network) {
    History history;
    for (Index epoch = 0; epoch < options_.epochs; ++epoch) {
      const double rate =
          learning_rate_at(options_.schedule, options_.learning_rate, epoch, options_.epochs);
      const bool recorded = is_recorded(options_, epoch);
      const double loss = run_epoch(rate, recorded);
      if (!recorded) continue;
      if (!std::isfinite(loss) || !all_finite<T>(parameters_)) throw_diverged(epoch, rate);
      std::copy(parameters_.begin(), parameters_.end(), network.parameters().begin());
      history.epochs.push_back(epoch);
      history.losses.push_back(loss);
      if (options_.on_epoch && !options_.on_epoch({epoch, options_.epochs, loss, network})) break;
    }
    return history;
  }

 private:
  /// Returns the loss, or 0 if it is not wanted.
  double run_epoch(double rate, bool with_loss) {
    if (options_.shuffle && !batches_.whole()) batches_.shuffle(random_);
    const engine::Update update = [&](std::size_t offset, std::size_t count) {
      optimiser_->update(std::span(parameters_).subspan(offset, count),
                         std::span(gradient_).subspan(offset, count), offset);
    };
    double sum = 0;
    for (Index start = 0; start < rows_; start += batch_size_) {
      auto batch = batches_.at(start);
      batch.noise = dropout_noise(options_.seed, step_++);
      optimiser_->begin_step(rate);
      const T loss = engine_->step(parameters_, batch, gradient_, update, with_loss);
      sum += static_cast<double>(loss) * static_cast<double>(batch.x.rows());
    }
    return sum / static_cast<double>(rows_);
  }

  const FitOptions& options_;
  Index rows_, batch_size_;
  std::uint32_t step_ = 0;  ///< steps taken so far
  std::unique_ptr<engine::Engine<T>> engine_;
  std::unique_ptr<solvers::Optimiser<T>> optimiser_;
  Batches<T, Source> batches_;
  random::RandomState random_;
  std::vector<T> parameters_, gradient_;
};

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
    return Training<float, Source>(network, x, targets, options).run(network);
  }
  return Training<double, Source>(network, x, targets, options).run(network);
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

}  // namespace crescent::train
