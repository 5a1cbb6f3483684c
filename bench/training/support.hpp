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
  Matrix<double> x;
  std::vector<int> y;

  Data(const std::string& folder, const std::string& name, Index columns)
      : y(peer::load<int>(folder + "/" + name + ".y")) {
    const auto raw = peer::load<T>(folder + "/" + name + ".x");
    x = Eigen::Map<const Matrix<T>>(raw.data(), std::ssize(raw) / columns, columns)
            .template cast<double>();
  }
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

/// The arithmetic of `train_network`.
inline constexpr const char* training_precision = "float64";

/// Mini-batches and Adam with the settings of every peer.
inline void train_network(network::Network& network, const Matrix<double>& x,
                          const std::vector<int>& y, Index epochs, Index batch,
                          std::uint32_t seed = 0) {
  train::fit(network, x, y,
             {.learning_rate = 0.001,
              .epochs = epochs,
              .batch_size = batch,
              .seed = seed,
              .engine = engine_name()});
}

/// Gradient descent over all rows with a fixed step: the tutorial's. Returns the mean of the losses
/// after the last two passes (as in tutorial_numpy.py).
template <class T>
double fixed_step(const network::Network& start, const Matrix<double>& x64, std::span<const int> y,
                  int passes, double rate) {
  const Matrix<T> x = x64.cast<T>();
  const engine::Batch<T> batch{{x.data(), x.rows(), x.cols()}, y};
  const auto engine = engine::make_engine<T>(
      start.architecture(), {.reduction = reference::Reduction::sum, .l2 = 0.01}, engine_name());
  std::vector<T> w(start.parameters().begin(), start.parameters().end()), gradient(w.size());
  double before = 0;
  for (int i = 0; i < passes; ++i) {
    engine->loss_and_gradient(w, batch, gradient);
    for (std::size_t k = 0; k < w.size(); ++k) w[k] -= static_cast<T>(rate) * gradient[k];
    if (i % 1000 == 0 || i == passes - 2) before = static_cast<double>(engine->loss(w, batch));
  }
  return (before + static_cast<double>(engine->loss(w, batch))) / 2;
}

/// The loss and the accuracy of a trained network, as the JSON that `report` prints.
inline std::string judged(const network::Network& network, const Matrix<double>& x,
                          const std::vector<int>& y) {
  const Matrix<double> p = network.predict_proba(x);
  return fmt::format(R"({{"loss": {:.9g}, "accuracy": {:.6g}}})", metrics::log_loss(y, p),
                     metrics::accuracy(y, network.predict(x)));
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
