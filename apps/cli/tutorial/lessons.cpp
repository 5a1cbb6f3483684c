#include "lessons.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/base/parallel.hpp>
#include <crescent/datasets/generators.hpp>
#include <crescent/explain/curvature.hpp>
#include <crescent/metrics/classification.hpp>

#include "training.hpp"

namespace crescent::cli::tutorial {
namespace {

using network::Activation;
using network::Initialisation;
using network::make_architecture;
using network::Output;

constexpr Index test_points = 1000;
constexpr int lesson_count = 10;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// The tutorial's network with another number of hidden units, from its own first weights.
network::Network tutorial_network(const Settings& settings, Index hidden) {
  return make_network(make_architecture(2, {hidden}, 2), settings.seed);
}

/// The same weights, each moved by one part in 1e15 up or down.
network::Network perturbed(const network::Network& network, double perturbation,
                           std::uint32_t seed) {
  network::Network twin = network;
  random::RandomState random(seed);
  for (double& w : twin.parameters())
    w *= 1 + (random.randint(0, 2) == 0 ? -perturbation : perturbation);
  return twin;
}

/// Passes between the points of a smooth curve; a divisor of 1000, so that the curve has a point at
/// each of the tutorial's loss lines.
Index curve_interval(Index passes) {
  for (const Index every : {1, 2, 5, 10, 25, 50, 100, 200, 500}) {
    if (passes / every <= 400) return every;
  }
  return 1000;
}

Twins run_twins(const Settings& settings, const data::Dataset& data, Index hidden, int count) {
  const Looks looks{.every = curve_interval(settings.passes), .closely_until = Twins::first_passes};
  const auto start = tutorial_network(settings, hidden);
  const auto options = gradient_descent(settings);
  Twins twins{.every = looks.every, .base = run_training(start, data, options, looks), .twins = {}};
  for (int i = 0; i < count; ++i) {
    const auto seed = settings.seed + static_cast<std::uint32_t>(i) + 1;
    twins.twins.push_back(
        run_training(perturbed(start, twins.perturbation, seed), data, options, looks));
  }
  return twins;
}

/// The bend of the loss along the first passes of the main network.
std::vector<Sharpness> run_sharpness(const Settings& settings, const data::Dataset& data) {
  constexpr Index every = 25, last = 2500;
  const reference::Loss loss{.reduction = reference::Reduction::sum, .l2 = settings.l2};
  std::vector<Sharpness> list;
  auto options = gradient_descent(settings);
  options.epochs = std::min(settings.passes, last + 1);
  const auto on_epoch = [&](const train::Progress& now) {
    if (now.epoch % every == 0) {
      const double curvature = explain::largest_curvature(now.network, data.x, data.y, loss);
      list.push_back({now.epoch, settings.learning_rate * curvature});
    }
    return true;
  };
  auto network = tutorial_network(settings, settings.hidden);
  train::fit(network, data.x, data.y, options, {.on_epoch = on_epoch});
  return list;
}

Run run_without_biases(const Settings& settings, const data::Dataset& data) {
  auto architecture = make_architecture(2, {settings.hidden}, 2);
  for (auto& layer : architecture.layers) layer.bias = false;
  return run_training(make_network(architecture, settings.seed), data, gradient_descent(settings),
                      {.every = settings.passes});
}

std::vector<NamedRun> run_activations(const Settings& settings, const data::Dataset& data) {
  std::vector<NamedRun> runs;
  for (const auto& name : reference::activation_names()) {
    const auto architecture =
        make_architecture(2, {settings.hidden}, 2, reference::parse_activation(name));
    runs.push_back({name, run_training(make_network(architecture, settings.seed), data,
                                       gradient_descent(settings), {.every = settings.passes})});
  }
  return runs;
}

std::vector<NamedRun> run_initialisations(const Settings& settings, const data::Dataset& data) {
  std::vector<NamedRun> runs;
  for (const auto how : {Initialisation::normal, Initialisation::glorot, Initialisation::he,
                         Initialisation::zeros}) {
    const auto start = make_network(make_architecture(2, {settings.hidden}, 2), settings.seed, how);
    runs.push_back(
        {std::string(network::name(how)),
         run_training(start, data, gradient_descent(settings), {.every = settings.passes})});
  }
  return runs;
}

/// Full batch or batches of 32, each with a constant or a falling rate; as many updates in all.
std::vector<NamedRun> run_variants(const Settings& settings, const data::Dataset& data) {
  constexpr Index batch = 32;
  const Index batches = (data.rows() + batch - 1) / batch;
  std::vector<NamedRun> runs;
  for (const bool mini : {false, true}) {
    for (const bool annealed : {false, true}) {
      auto options = gradient_descent(settings);
      if (mini) {
        options.batch_size = batch;
        options.epochs = std::max<Index>(1, settings.passes / batches);
      }
      if (annealed) {
        // A tenth of the rate at the end.
        options.schedule.kind = train::ScheduleKind::invscaling;
        options.schedule.decay = 9.0 / static_cast<double>(options.epochs);
      }
      std::string name = mini ? fmt::format("mini-batches of {}", batch) : "full batch";
      if (annealed) name += ", annealed";
      const Index every = std::max<Index>(1, options.epochs / 400);
      runs.push_back({name, run_training(tutorial_network(settings, settings.hidden), data, options,
                                         {.every = every})});
    }
  }
  return runs;
}

std::vector<HiddenSize> run_hidden_sizes(const Settings& settings, const data::Dataset& data,
                                         const data::Dataset& test) {
  const std::vector<Index> all = {1, 2, 3, 4, 5, 20, 50};
  const auto options = gradient_descent(settings);
  std::vector<std::optional<HiddenSize>> trained(all.size());
  // From the largest: whoever is done first takes the next.
  parallel_for(0, all.size(), [&](std::size_t i) {
    const std::size_t place = all.size() - 1 - i;
    HiddenSize size{all[place], run_training(tutorial_network(settings, all[place]), data, options,
                                             {.every = settings.passes}, {},
                                             1)};  // the sizes are what threads share
    size.test_loss = loss_on(size.run.network, test, 0.0);
    size.test_accuracy = accuracy_on(size.run.network, test);
    trained[place] = std::move(size);
  });
  std::vector<HiddenSize> sizes;
  for (auto& size : trained) sizes.push_back(std::move(*size));
  return sizes;
}

MoreClasses run_more_classes(const Settings& settings, std::string name, const data::Dataset& data,
                             const std::vector<Index>& hidden, double learning_rate) {
  auto options = gradient_descent(settings);
  options.learning_rate = learning_rate;
  const int classes = static_cast<int>(data.class_names.size());
  const auto logistic = linear::LogisticRegression::fit(data.x, data.y);
  return {std::move(name), data,
          run_training(make_network(make_architecture(2, hidden, classes), settings.seed), data,
                       options, {.every = settings.passes}),
          metrics::accuracy(data.y, logistic.predict(data.x))};
}

std::vector<MoreClasses> run_all_more_classes(const Settings& settings) {
  // Clouds close enough to touch; spirals of about the size of the moons. The spirals have more
  // points, so their summed gradients are longer, and narrow arms: the step is a quarter.
  random::RandomState random(settings.seed);
  const auto blobs = datasets::make_blobs(random, {.n_samples = 200,
                                                   .centers = 3,
                                                   .cluster_std = 0.6,
                                                   .center_box_low = -4,
                                                   .center_box_high = 4});
  auto spiral = datasets::make_spiral(random, 300, 0.05, 3);
  spiral.x /= 2.5;
  return {run_more_classes(settings, "blobs", blobs, {3}, settings.learning_rate),
          run_more_classes(settings, "spiral", spiral, {16}, settings.learning_rate / 4),
          run_more_classes(settings, "spiral, four layers", spiral, {16, 16},
                           settings.learning_rate / 4)};
}

}  // namespace

void check(const Settings& settings) {
  const auto require = [](bool holds, const char* message) {
    if (!holds) throw Error(ErrorCode::invalid_argument, message);
  };
  // Five folds of both classes; as many as a training of minutes allows.
  require(settings.samples >= 20 && settings.samples <= 100'000,
          "--samples must be from 20 to 100000");
  require(settings.noise >= 0 && settings.noise <= 10, "--noise must be from 0 to 10");
  require(settings.hidden >= 1 && settings.hidden <= 1000, "--hidden must be from 1 to 1000");
  require(settings.passes >= 1 && settings.passes <= 10'000'000,
          "--passes must be from 1 to 10000000");
}

double Twins::spread(std::size_t i) const {
  double largest = 0;
  for (const Run& twin : twins) {
    if (i < twin.losses.size())
      largest = std::max(largest, std::abs(twin.losses[i].loss - base.losses[i].loss));
  }
  return largest;
}

double Twins::final_spread() const {
  double largest = 0;
  for (const Run& twin : twins) largest = std::max(largest, std::abs(twin.loss - base.loss));
  return largest;
}

Lessons run_lessons(const Settings& settings, const Listener& listener) {
  check(settings);
  const auto start = std::chrono::steady_clock::now();
  int lesson = 0;
  const auto next = [&](const std::string& name) {
    if (listener.on_lesson) listener.on_lesson(lesson, lesson_count, name);
    ++lesson;
  };
  Lessons lessons;
  lessons.settings = settings;
  lessons.initial = tutorial_network(settings, settings.hidden);
  random::RandomState random(settings.seed);
  lessons.moons = datasets::make_moons(random, settings.samples, settings.noise);
  lessons.test_moons = datasets::make_moons(random, test_points, settings.noise);
  const auto& moons = lessons.moons;

  next("logistic regression");
  const auto logistic_start = std::chrono::steady_clock::now();
  lessons.logistic_regression = linear::fit_logistic_regression_cv(moons.x, moons.y).model;
  lessons.seconds.logistic_regression = seconds_since(logistic_start);
  lessons.logistic_accuracy =
      metrics::accuracy(moons.y, lessons.logistic_regression.predict(moons.x));

  next("the network");
  lessons.network = run_training(lessons.initial, moons, gradient_descent(settings),
                                 {.every = 1000}, listener.on_loss);
  lessons.example =
      explain::trace_step(lessons.initial, moons.x.row(0), moons.y[0], settings.learning_rate);
  lessons.gradient_check =
      explain::check_gradient(lessons.initial, moons.x, moons.y,
                              {.reduction = reference::Reduction::sum, .l2 = settings.l2});
  next("the network without biases");
  lessons.without_biases = run_without_biases(settings, moons);
  next("activations");
  lessons.activations = run_activations(settings, moons);
  next("first weights");
  lessons.initialisations = run_initialisations(settings, moons);
  next("hidden sizes");
  const auto sizes_start = std::chrono::steady_clock::now();
  lessons.hidden_sizes = run_hidden_sizes(settings, moons, lessons.test_moons);
  lessons.seconds.hidden_sizes = seconds_since(sizes_start);
  next("mini-batches and annealing");
  lessons.variants = run_variants(settings, moons);
  next("a single output");
  lessons.single_output = run_training(
      make_network(make_architecture(2, {settings.hidden}, 2, Activation::tanh, Output::sigmoid),
                   settings.seed),
      moons, gradient_descent(settings), {.every = settings.passes});
  next("more classes");
  lessons.more_classes = run_all_more_classes(settings);
  next("twins");
  lessons.twins = run_twins(settings, moons, settings.hidden, 4);
  lessons.sharpness = run_sharpness(settings, moons);
  lessons.stable_twins = run_twins(settings, moons, 20, 1);
  lessons.seconds.total = seconds_since(start);
  return lessons;
}

}  // namespace crescent::cli::tutorial
