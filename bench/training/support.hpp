// What Crescent's benchmark programs share. They are called like the peers and print the same
// lines; the one place where they meet the library's training interface is `train_network` and
// `fixed_step`.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include <fmt/format.h>

#include <crescent/base/version.hpp>
#include <crescent/engine/engine.hpp>
#include <crescent/metrics/classification.hpp>
#include <crescent/network/network.hpp>
#include <crescent/solvers/optimiser.hpp>
#include <crescent/train/fit.hpp>

#include "../peers/peer.hpp"

namespace bench {

using namespace crescent;

/// BENCH_ENGINE forces an engine.
inline std::string engine_name() {
  const char* forced = std::getenv("BENCH_ENGINE");
  return forced ? forced : "automatic";
}

/// Rows of inputs and their classes, from NAME.x (written as T) and NAME.y.
template <class T>
struct Data {
  std::vector<T> values;
  std::vector<int> y;
  MatrixView<T> x;

  Data(const std::string& folder, const std::string& name, Index columns)
      : values(peer::load<T>(folder + "/" + name + ".x")),
        y(peer::load<int>(folder + "/" + name + ".y")),
        x(values.data(), std::ssize(values) / columns, columns) {}
};

/// A network whose weights are the `index`-th of a file of T.
template <class T>
network::Network load_network(const std::string& path, network::Architecture architecture,
                              Index index = 0) {
  network::Network network(std::move(architecture));
  const auto values = peer::load<T>(path);
  const auto parameters = network.parameters();
  std::copy_n(values.begin() + index * std::ssize(parameters), parameters.size(),
              parameters.begin());
  return network;
}

/// Mini-batches and Adam in float32 with the settings of every peer; no loss is looked at on the
/// way.
template <class T>
void train_network(network::Network& network, const MatrixView<T>& x, const std::vector<int>& y,
                   Index epochs, Index batch, int threads, std::uint32_t seed = 0) {
  train::Options options;
  options.learning_rate = 0.001;
  options.epochs = epochs;
  options.batch_size = batch;
  options.loss_every = epochs;
  options.precision = train::Precision::float32;
  options.engine = engine_name();
  options.seed = seed;
  train::fit(network, x, y, options, {.threads = threads});
}

/// Gradient descent over all rows with a fixed step: the tutorial's. Returns the mean of the losses
/// after the last two passes (as in tutorial_numpy.py).
template <class T>
double fixed_step(const network::Network& start, const MatrixView<double>& x64,
                  std::span<const int> y, int passes, double rate) {
  const Matrix<T> x = x64.cast<T>();
  const engine::Batch<T> batch{{x.data(), x.rows(), x.cols()}, y};
  const auto engine = engine::make_engine<T>(start.architecture(),
                                             {.reduction = reference::Reduction::sum, .l2 = 0.01},
                                             {.name = engine_name()});
  std::vector<T> w(start.parameters().begin(), start.parameters().end()), gradient(w.size());
  const auto descent = solvers::make_optimiser<T>({.solver = solvers::Solver::gd}, w.size());
  double before = 0;
  for (int i = 0; i < passes; ++i) {
    engine->gradient(w, batch, gradient);
    descent->step(w, gradient, rate);
    if (i % 1000 == 0 || i == passes - 2) before = static_cast<double>(engine->loss(w, batch));
  }
  return (before + static_cast<double>(engine->loss(w, batch))) / 2;
}

/// The loss and the accuracy of a trained network, as the JSON that `report` prints.
template <class T>
std::string judged(const network::Network& network, const MatrixView<T>& x,
                   const std::vector<int>& y) {
  const Matrix<double> rows = x.template cast<double>();
  return fmt::format(R"({{"loss": {:.9g}, "accuracy": {:.6g}}})",
                     metrics::log_loss(y, network.predict_proba(rows)),
                     metrics::accuracy(y, network.predict(rows)));
}

template <class T>
constexpr const char* precision = std::is_same_v<T, float> ? "float32" : "float64";

inline void report(const peer::Arguments& arguments, const std::string& workload,
                   const char* precision_name, const std::function<std::string()>& work,
                   const std::function<std::string()>& judge = {}) {
  peer::report(arguments, workload.c_str(), "Crescent", std::string(version()).c_str(),
               precision_name, work, judge);
}

}  // namespace bench
