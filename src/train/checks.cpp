#include "train/checks.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include <fmt/format.h>

#include <crescent/base/bit_cast.hpp>
#include <crescent/base/error.hpp>
#include <crescent/reference/dropout.hpp>

namespace crescent::train {
namespace {

using solvers::Solver;

[[noreturn]] void refuse_checks(const std::string& message) {
  throw Error(ErrorCode::invalid_argument, message);
}

/// Whether every |entry| <= limit; NaN is not. Compared as integers, whose order is that of the
/// numbers: a loop that compilers turn into vectors, which matters for some ten million entries.
template <class T>
bool all_within(const MatrixView<T>& x, T limit) {
  using Bits = std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>;
  constexpr Bits without_sign = std::numeric_limits<Bits>::max();
  const Bits most = bit_cast<Bits>(limit);
  Bits differences = 0;
  for (const T value : std::span(x.data(), static_cast<std::size_t>(x.size()))) {
    differences |= most - (bit_cast<Bits>(value) & without_sign);
  }
  return differences >= 0;
}

template <class Source>
void check_inputs(const MatrixView<Source>& x, Precision precision, std::string_view what) {
  if (!all_within(x, std::numeric_limits<Source>::max())) {
    throw Error(ErrorCode::data,
                fmt::format("{} has an entry that is not a finite number; fill or drop missing "
                            "values first",
                            what));
  }
  if (precision == Precision::float32 &&
      !all_within(x, Source{std::numeric_limits<float>::max()})) {
    throw Error(ErrorCode::data,
                fmt::format("{} has an entry too large for float32; scale the inputs first", what));
  }
}

void check_weights(std::span<const double> weights, Index rows) {
  if (weights.empty()) return;
  if (static_cast<Index>(weights.size()) != rows) {
    refuse_checks(fmt::format("there are {} examples, but {} weights", rows, weights.size()));
  }
  double sum = 0;
  for (std::size_t n = 0; n < weights.size(); ++n) {
    if (!(weights[n] >= 0) || !std::isfinite(weights[n])) {
      throw Error(
          ErrorCode::data,
          fmt::format("the weight of example {} must be at least 0, not {}", n, weights[n]));
    }
    sum += weights[n];
  }
  if (sum == 0) throw Error(ErrorCode::data, "all examples have weight 0");
}

void check_values(std::span<const double> values, Index rows, Index outputs) {
  if (static_cast<Index>(values.size()) != rows * outputs) {
    refuse_checks(fmt::format("a regression of {} examples with {} outputs needs {} values, not {}",
                              rows, outputs, rows * outputs, values.size()));
  }
  for (const double value : values) {
    if (!std::isfinite(value)) {
      throw Error(ErrorCode::data, "a target value is not a finite number; drop its row first");
    }
  }
}

void check_labels(std::span<const int> y, Index rows, int classes) {
  if (static_cast<Index>(y.size()) != rows) {
    refuse_checks(fmt::format("there are {} examples, but {} labels", rows, y.size()));
  }
  for (const int label : y) {
    if (label < 0 || label >= classes) {
      refuse_checks(fmt::format("label {} is not one of the network's {} classes (0 to {})", label,
                                classes, classes - 1));
    }
  }
}

template <class Source>
void check_data(const network::Network& network, const MatrixView<Source>& x,
                const reference::Targets& targets, Precision precision, std::string_view name) {
  const auto& architecture = network.architecture();
  if (x.cols() != architecture.inputs) {
    refuse_checks(fmt::format("the network has {} inputs, but the examples have {} columns",
                              architecture.inputs, x.cols()));
  }
  if (architecture.is_regression()) {
    check_values(targets.values, x.rows(), architecture.outputs());
  } else {
    check_labels(targets.y, x.rows(), architecture.classes());
  }
  check_weights(targets.weights, x.rows());
  check_inputs(x, precision, name);
}

void check_numbers(const Options& options) {
  if (!(options.learning_rate > 0) || !std::isfinite(options.learning_rate)) {
    refuse_checks(fmt::format("learning_rate must be above 0, not {}", options.learning_rate));
  }
  reference::validate(options.loss);
  reference::validate(reference::Dropout{.rate = options.dropout});
  if (!(options.max_grad_norm >= 0) || !std::isfinite(options.max_grad_norm)) {
    refuse_checks(fmt::format("max_grad_norm must be at least 0, not {}", options.max_grad_norm));
  }
  if (options.epochs < 0)
    refuse_checks(fmt::format("epochs must be at least 0, not {}", options.epochs));
  if (options.batch_size < 0)
    refuse_checks(fmt::format("batch_size must be at least 0, not {}", options.batch_size));
  if (!(options.schedule.decay >= 0) || !std::isfinite(options.schedule.decay)) {
    refuse_checks(fmt::format("decay must be at least 0, not {}", options.schedule.decay));
  }
  if (!(options.schedule.factor > 0 && options.schedule.factor <= 1))
    refuse_checks("factor must be in (0, 1]");
  if (options.schedule.every < 1) refuse_checks("every must be at least 1");
  if (!(options.schedule.warm_up > 0 && options.schedule.warm_up < 1))
    refuse_checks("warm_up must be in (0, 1)");
  if (options.schedule.patience < 1) refuse_checks("the schedule's patience must be at least 1");
  if (!(options.schedule.threshold >= 0 && options.schedule.threshold < 1))
    refuse_checks("threshold must be in [0, 1)");
  if (options.loss_every < 1) refuse_checks("loss_every must be at least 1");
  if (options.last_losses < 1) refuse_checks("last_losses must be at least 1");
  if (!(options.tol >= 0)) refuse_checks("tol must be at least 0");
  if (options.max_rollbacks < 0) refuse_checks("max_rollbacks must be at least 0");
}

void check_validation(const network::Network& network, const Options& options,
                      const Validation& validation) {
  const auto& [x, targets] = validation;
  if (options.patience < 0) refuse_checks("patience must be at least 0");
  if (!(options.min_delta >= 0) || !std::isfinite(options.min_delta))
    refuse_checks("min_delta must be at least 0");
  if (x.empty()) {
    if (options.patience > 0)
      refuse_checks("patience needs validation rows to judge the network by");
    if (options.monitor == Monitor::metric)
      refuse_checks("monitor metric needs validation rows to judge the network by");
    return;
  }
  const Index inputs = network.architecture().inputs;
  if (std::ssize(x) % inputs != 0) {
    refuse_checks(
        fmt::format("the validation's {} numbers are not rows of {} inputs", x.size(), inputs));
  }
  check_data<double>(network, {x.data(), std::ssize(x) / inputs, inputs}, targets,
                     options.precision, "the validation's x");
}

/// Both solvers compare one evaluation with the next, so both must be of the same function.
void check_solver(const Options& options, Index rows) {
  const Solver solver = options.optimiser.solver;
  if (solver != Solver::rprop && solver != Solver::lbfgs) return;
  if (options.batch_size != 0 && options.batch_size < rows) {
    refuse_checks(fmt::format("{} needs all rows in every step: batch_size does not apply to it",
                              solvers::name(solver)));
  }
  if (options.schedule.kind != ScheduleKind::constant) {
    refuse_checks(
        fmt::format("{} finds the lengths of its steps itself: a schedule does not apply to it",
                    solvers::name(solver)));
  }
  if (options.dropout != 0) {
    refuse_checks(
        fmt::format("{} compares one gradient with the next: dropout does not apply to it",
                    solvers::name(solver)));
  }
  if (options.max_grad_norm != 0) {
    refuse_checks(
        fmt::format("{} does not step by the gradient's length: max_grad_norm does not apply to it",
                    solvers::name(solver)));
  }
  const auto has_pace = [](const auto& group) { return group.rate != 0 && group.rate != 1; };
  if (solver == Solver::lbfgs && std::ranges::any_of(options.optimiser.groups, has_pace)) {
    refuse_checks(
        "lbfgs has no learning rate: a group of parameters can only be frozen, with rate 0");
  }
  if (solver == Solver::lbfgs && options.precision == Precision::float32) {
    refuse_checks(
        "lbfgs compares losses to the last digits of float64: precision float32 does not apply");
  }
}

}  // namespace

template <class Source>
void check(const network::Network& network, const MatrixView<Source>& x,
           const reference::Targets& targets, const Options& options,
           const Surroundings& surroundings) {
  if (x.rows() == 0) refuse_checks("there are no rows to train on");
  check_data(network, x, targets, options.precision, "x");
  check_numbers(options);
  check_validation(network, options, surroundings.validation);
  check_solver(options, x.rows());
}
template void check(const network::Network&, const MatrixView<float>&, const reference::Targets&,
                    const Options&, const Surroundings&);
template void check(const network::Network&, const MatrixView<double>&, const reference::Targets&,
                    const Options&, const Surroundings&);

void check(const network::Network& network, const ExampleBlocks& blocks,
           const WindowOptions& window, const Options& options, const Surroundings& surroundings) {
  Index rows = 0;
  for (std::size_t block = 0; block < blocks.count(); ++block) rows += blocks.rows(block);
  if (rows == 0) refuse_checks("there are no rows to train on");
  check_numbers(options);
  check_validation(network, options, surroundings.validation);
  const Solver solver = options.optimiser.solver;
  if (solver == Solver::rprop || solver == Solver::lbfgs) {
    refuse_checks(
        fmt::format("{} needs all rows in every step, and only a window of them is in memory; "
                    "choose sgd, adam or adamw",
                    solvers::name(solver)));
  }
  if (options.batch_size == 0)
    refuse_checks(
        "only a window of the rows is in memory: batch_size must say how many make a step");
  if (std::min(options.batch_size, rows) > window.rows)
    refuse_checks(fmt::format("a batch of {} rows does not fit into a window of {}",
                              options.batch_size, window.rows));
}

bool is_recorded(const Options& options, Index epoch) {
  return epoch % options.loss_every == 0 || epoch >= options.epochs - options.last_losses;
}

reference::Loss loss_of(const Options& options, Index data_rows) {
  reference::Loss loss = options.loss;
  loss.data_rows = data_rows;
  return loss;
}

std::uint64_t dropout_noise(std::uint32_t seed, std::uint32_t step) {
  return (std::uint64_t{seed} << 32) + step;
}

std::string how_it_diverged(double loss, double limit) {
  // Where the loss is not too large, it is a parameter that is not finite.
  if (!(limit > 0 && loss > limit) || !std::isfinite(loss))
    return "the loss is no longer a finite number";
  return fmt::format("the loss of {:.3g} is more than 1000 times the untrained network's", loss);
}

void throw_does_not_fit(const std::string& source) {
  throw Error(ErrorCode::parse, "does not fit the network and the data", {.file = source});
}

void throw_diverged(Index epoch, double learning_rate, const std::string& how, int rollbacks) {
  const std::string tried =
      rollbacks == 0 ? "" : fmt::format(", after {} rollbacks with half the rate each", rollbacks);
  throw Error(ErrorCode::numeric, fmt::format("the training diverged in epoch {}{}: {}; "
                                              "lower the learning rate ({:g}) or scale the inputs",
                                              epoch, tried, how, learning_rate));
}

}  // namespace crescent::train
