#include "pictures.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include <crescent/reference/activations.hpp>

#include "training.hpp"

namespace crescent::cli::tutorial {
namespace {

using plot::Curve;
using plot::Figure;
using plot::LineChart;

/// The boundary of a network over the points it learned from; probabilities shade it.
plot::Boundary boundary_of(const network::Network& network, const data::Dataset& data,
                           std::string title, bool legend = true) {
  plot::Scatter points = plot::scatter(data);
  points.title = std::move(title);
  points.legend = legend;
  const plot::PredictProbabilities predict = [&](const Matrix<double>& x) {
    return network.predict_proba(x);
  };
  return plot::boundary(std::move(points), predict);
}

std::string percent_text(double share) { return fmt::format("{:.1f} %", 100 * share); }

Figure moons_figure(const Lessons& lessons) {
  plot::Scatter scatter = plot::scatter(lessons.moons);
  scatter.title = fmt::format("{} points of two moons", lessons.settings.samples);
  return {.panels = {scatter}};
}

Figure logistic_figure(const Lessons& lessons) {
  plot::Scatter points = plot::scatter(lessons.moons);
  points.title =
      fmt::format("Logistic regression: {} right", percent_text(lessons.logistic_accuracy));
  // Classes, not probabilities: the tutorial's picture, whose point is that the border is straight.
  const plot::PredictClasses predict = [&](const Matrix<double>& x) {
    return lessons.logistic_regression.predict(x);
  };
  return {.panels = {plot::boundary(std::move(points), predict)}};
}

/// f and its slope on an even grid, as curves.
std::pair<Curve, Curve> with_slope(reference::Activation f, double from, double to, int points) {
  Curve value{.name = "f(z)"}, slope{.name = "slope", .dashed = true};
  for (int i = 0; i < points; ++i) {
    const double z = from + (to - from) * i / (points - 1);
    const double a = reference::activate(f, z);
    value.x.push_back(z);
    value.y.push_back(a);
    slope.x.push_back(z);
    slope.y.push_back(reference::activation_derivative(f, z, a));
  }
  return {value, slope};
}

Figure sigmoid_figure() {
  auto [value, slope] = with_slope(reference::Activation::sigmoid, -10, 10, 401);
  value.name = "sigmoid(z)";
  slope.name = "its slope, s (1 - s)";
  return {.panels = {LineChart{.title = "The sigmoid",
                               .curves = {value, slope},
                               .x_axis = {.label = "z"},
                               .y_axis = {.label = ""}}}};
}

Figure activations_figure() {
  Figure figure{.columns = 2};
  for (const auto& name : reference::activation_names()) {
    auto [value, slope] = with_slope(reference::parse_activation(name), -4, 4, 321);
    figure.panels.push_back(LineChart{.title = name,
                                      .curves = {value, slope},
                                      .x_axis = {.label = "z"},
                                      .y_axis = {.label = "", .min = -1.5, .max = 2.0}});
  }
  return figure;
}

Curve loss_curve(const std::string& name, const Run& run, std::size_t first = 0) {
  Curve curve{.name = name};
  for (std::size_t i = first; i < run.losses.size(); ++i) {
    curve.x.push_back(static_cast<double>(run.losses[i].iteration));
    curve.y.push_back(run.losses[i].loss);
  }
  return curve;
}

Figure loss_figure(const Lessons& lessons) {
  // The base of the twins is the same training, looked at more often.
  return {.panels = {LineChart{.title = "The loss while the network learns",
                               .curves = {loss_curve("", lessons.twins.base)},
                               .x_axis = {.label = "pass"},
                               .y_axis = {.label = "loss", .log = true},
                               .legend = false}}};
}

Figure network_figure(const Lessons& lessons) {
  return {.panels = {boundary_of(lessons.network.network, lessons.moons,
                                 fmt::format("{} hidden unit{}: {} right", lessons.settings.hidden,
                                             lessons.settings.hidden == 1 ? "" : "s",
                                             percent_text(lessons.network.accuracy)))}};
}

/// One panel a hidden unit: its tanh over the plane, in the colour of the label that it pulls to.
Figure hidden_units_figure(const Lessons& lessons) {
  const auto& network = lessons.network.network;
  std::vector<double> steepness;
  for (Index j = 0; j < network.W(0).cols(); ++j) steepness.push_back(network.W(0).col(j).norm());
  Figure figure;
  for (const std::size_t unit : units_to_show(steepness)) {
    const auto j = static_cast<Index>(unit);
    const double sign = network.W(1)(j, 1) > network.W(1)(j, 0) ? 1 : -1;
    const plot::PredictProbabilities pull = [&, j, sign](const Matrix<double>& x) {
      const Matrix<double> z = (x * network.W(0).col(j)).array() + network.b(0)(j);
      return Matrix<double>((1 + sign * z.array().tanh()) / 2);
    };
    plot::Scatter points = plot::scatter(lessons.moons);
    points.title = fmt::format("hidden unit {}", unit + 1);
    figure.panels.push_back(plot::boundary(std::move(points), pull));
  }
  figure.columns = std::min(3, static_cast<int>(figure.panels.size()));
  return figure;
}

Figure biases_figure(const Lessons& lessons) {
  return {.panels = {boundary_of(
                         lessons.network.network, lessons.moons,
                         fmt::format("with biases: {}", percent_text(lessons.network.accuracy))),
                     boundary_of(lessons.without_biases.network, lessons.moons,
                                 fmt::format("without biases: {}",
                                             percent_text(lessons.without_biases.accuracy)))},
          .columns = 2};
}

Figure hidden_sizes_figure(const Lessons& lessons) {
  Figure figure{.columns = 4, .width = 960, .height = 620};
  for (const auto& size : lessons.hidden_sizes) {
    figure.panels.push_back(
        boundary_of(size.run.network, lessons.moons,
                    fmt::format("hidden {}\nloss {:.3f}\n{} of fresh points", size.hidden,
                                size.run.loss, percent_text(size.test_accuracy))));
  }
  return figure;
}

Figure hidden_curve_figure(const Lessons& lessons) {
  Curve train_loss{.name = "the points it learned", .markers = true},
      test_loss{.name = "fresh points", .markers = true};
  Curve train{.name = train_loss.name, .markers = true},
      test{.name = test_loss.name, .markers = true};
  for (const auto& size : lessons.hidden_sizes) {
    const auto hidden = static_cast<double>(size.hidden);
    for (Curve* curve : {&train_loss, &test_loss, &train, &test}) curve->x.push_back(hidden);
    train_loss.y.push_back(size.run.loss);
    test_loss.y.push_back(size.test_loss);
    train.y.push_back(size.run.accuracy);
    test.y.push_back(size.test_accuracy);
  }
  const plot::Axis hidden{.label = "hidden units", .log = true};
  return {.panels = {LineChart{.title = "Accuracy",
                               .curves = {train, test},
                               .x_axis = hidden,
                               .y_axis = {.label = "share right"}},
                     LineChart{.title = "Loss",
                               .curves = {train_loss, test_loss},
                               .x_axis = hidden,
                               .y_axis = {.label = "loss"}}},
          .columns = 2};
}

/// How far a twin's loss is from the base's, relative to it, at even distances.
Curve distance_curve(const std::string& name, const Twins& twins, std::size_t which) {
  const Run& base = twins.base;
  const Run& twin = twins.twins[which];
  Curve curve{.name = name};
  for (std::size_t i = 0; i < std::min(base.losses.size(), twin.losses.size()); ++i) {
    if (base.losses[i].iteration % twins.every != 0) continue;
    curve.x.push_back(static_cast<double>(base.losses[i].iteration));
    // A log axis has no place for 0: equal to the last bit is drawn as one part in 1e17.
    const double distance =
        std::abs(twin.losses[i].loss - base.losses[i].loss) / base.losses[i].loss;
    curve.y.push_back(std::max(distance, 1e-17));
  }
  return curve;
}

Figure twins_figure(const Lessons& lessons) {
  LineChart distance{
      .title = "How far apart the twins' losses are",
      .x_axis = {.label = "pass"},
      .y_axis = {.label = "relative difference", .log = true, .min = 1e-17, .max = 1}};
  for (std::size_t i = 0; i < lessons.twins.twins.size(); ++i) {
    distance.curves.push_back(distance_curve(fmt::format("twin {}", i + 1), lessons.twins, i));
  }
  // Each twin keeps its colour in the second panel; the first run there is black.
  Curve stable = distance_curve("a twin with 20 hidden units", lessons.stable_twins, 0);
  stable.color = plot::Color{90, 90, 90};
  distance.curves.push_back(stable);

  // Nothing more happens after the first passes: look at those.
  const auto end = static_cast<double>(std::min(lessons.settings.passes, Twins::first_passes));
  LineChart losses{.title = "The losses themselves, at first",
                   .x_axis = {.label = "pass", .min = 0.0, .max = end},
                   .y_axis = {.label = "loss", .log = true}};
  Curve first = loss_curve("first run", lessons.twins.base);
  first.color = plot::Color{30, 30, 30};
  losses.curves.push_back(first);
  for (std::size_t i = 0; i < lessons.twins.twins.size(); ++i) {
    Curve twin = loss_curve(fmt::format("twin {}", i + 1), lessons.twins.twins[i]);
    twin.color = plot::curve_color(i);
    losses.curves.push_back(std::move(twin));
  }
  return {.panels = {distance, losses}, .columns = 1, .width = 760, .height = 900};
}

Figure variants_figure(const Lessons& lessons) {
  LineChart chart{.title = "The same network, trained four ways",
                  .x_axis = {.label = "updates"},
                  .y_axis = {.label = "loss", .log = true}};
  for (const auto& [name, run] : lessons.variants) {
    Curve curve = loss_curve(name, run);
    const double updates = curve.x.empty() || curve.x.back() == 0
                               ? 1.0
                               : static_cast<double>(lessons.settings.passes) / curve.x.back();
    for (double& x : curve.x) x *= updates;  // an epoch of mini-batches is several updates
    chart.curves.push_back(std::move(curve));
  }
  return {.panels = {chart}};
}

}  // namespace

std::vector<Picture> pictures(const Lessons& lessons) {
  std::vector<Picture> list = {{"moons", moons_figure(lessons)},
                               {"logistic_regression", logistic_figure(lessons)},
                               {"sigmoid", sigmoid_figure()},
                               {"activations", activations_figure()},
                               {"biases", biases_figure(lessons)},
                               {"loss", loss_figure(lessons)},
                               {"boundary", network_figure(lessons)},
                               {"hidden_units", hidden_units_figure(lessons)},
                               {"hidden_sizes", hidden_sizes_figure(lessons)},
                               {"hidden_curve", hidden_curve_figure(lessons)},
                               {"variants", variants_figure(lessons)}};
  const auto single =
      fmt::format("one sigmoid output: {} right", percent_text(lessons.single_output.accuracy));
  list.push_back({"single_output",
                  {.panels = {boundary_of(lessons.single_output.network, lessons.moons, single)}}});
  for (const auto& lesson : lessons.more_classes) {
    std::string file = lesson.name == "spiral, four layers" ? "spiral_four_layers" : lesson.name;
    const auto title = fmt::format("{}: {} right", lesson.name, percent_text(lesson.run.accuracy));
    list.push_back(
        {std::move(file), {.panels = {boundary_of(lesson.run.network, lesson.data, title)}}});
  }
  list.push_back({"twins", twins_figure(lessons)});
  return list;
}

}  // namespace crescent::cli::tutorial
