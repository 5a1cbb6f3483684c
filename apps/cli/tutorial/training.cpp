#include "training.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <numeric>

#include <crescent/base/error.hpp>
#include <crescent/engine/engine.hpp>
#include <crescent/metrics/classification.hpp>

namespace crescent::cli::tutorial {

network::Network make_network(const network::Architecture& architecture, std::uint32_t seed,
                              network::Initialisation initialisation) {
  network::Network network(architecture);
  random::RandomState random(seed);
  network::initialise(network, initialisation, random);
  return network;
}

train::Options gradient_descent(const Settings& settings) {
  train::Options options;
  options.optimiser.solver = solvers::Solver::gd;
  options.learning_rate = settings.learning_rate;
  options.loss.l2 = settings.l2;
  options.epochs = settings.passes;
  options.loss.reduction = reference::Reduction::sum;
  options.seed = settings.seed;
  return options;
}

Run run_training(const network::Network& start, const data::Dataset& data, train::Options options,
                 const Looks& looks, const std::function<void(const LossAt&)>& on_loss,
                 int threads) {
  constexpr Index last = 6;
  const Index close = (looks.every / 10) | 1;
  Run run{.network = start};
  options.loss_every = looks.closely_until > 0 ? 1 : looks.every;
  options.last_losses = last;
  const auto on_epoch = [&](const train::Progress& progress) {
    const bool regular = progress.epoch % looks.every == 0 ||
                         (progress.epoch < looks.closely_until && progress.epoch % close == 0);
    const bool late = progress.epoch + last >= progress.epochs;
    if (!regular && !late) return true;
    const LossAt now{progress.epoch, loss_on(progress.network, data, options.loss.l2)};
    if (late) run.last_losses.push_back(now);
    if (regular) run.losses.push_back(now);
    if (regular && on_loss) on_loss(now);
    return true;
  };
  const auto began = std::chrono::steady_clock::now();
  try {
    train::fit(run.network, data.x, data.y, options, {.threads = threads, .on_epoch = on_epoch});
    run.loss = loss_on(run.network, data, options.loss.l2);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::numeric) throw;
    run.loss = std::numeric_limits<double>::quiet_NaN();
  }
  run.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  run.accuracy = accuracy_on(run.network, data);
  return run;
}

double loss_on(const network::Network& network, const data::Dataset& data, double l2) {
  const auto engine = engine::make_engine<double>(network.architecture(), {.l2 = l2});
  return engine->loss(network.parameters(),
                      {{data.x.data(), data.x.rows(), data.x.cols()}, data.y});
}

double accuracy_on(const network::Network& network, const data::Dataset& data) {
  return metrics::accuracy(data.y, network.predict(data.x));
}

std::vector<std::size_t> units_to_show(const std::vector<double>& steepness) {
  constexpr std::size_t most = 6;
  std::vector<std::size_t> units(steepness.size());
  std::iota(units.begin(), units.end(), std::size_t{0});
  std::stable_sort(units.begin(), units.end(),
                   [&](std::size_t i, std::size_t j) { return steepness[i] > steepness[j]; });
  units.resize(std::min(units.size(), most));
  std::sort(units.begin(), units.end());
  return units;
}

}  // namespace crescent::cli::tutorial
