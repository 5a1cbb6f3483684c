#include "reports/figures.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <crescent/metrics/calibration.hpp>
#include <crescent/metrics/ranking.hpp>

namespace crescent::cli::report {
namespace {

using metrics::Predictions;
using plot::Curve;
using plot::LineChart;

// Readable on a telephone too, where a picture is 350 pixels wide.
constexpr int kWidth = 440, kHeight = 360;
constexpr std::size_t kMostCurves = 6;
constexpr std::size_t kMostPoints = 1500;

plot::Figure figure(plot::Panel panel) {
  return {.panels = {std::move(panel)}, .width = kWidth, .height = kHeight};
}

plot::Axis share(const char* label) { return {.label = label, .min = 0.0, .max = 1.0}; }

Curve diagonal(double from, double to) {
  return {.x = {from, to}, .y = {from, to}, .dashed = true, .color = plot::Color{120, 120, 120}};
}

std::vector<double> column(const Matrix<double>& matrix, Index k) {
  std::vector<double> values;
  for (Index i = 0; i < matrix.rows(); ++i) values.push_back(matrix(i, k));
  return values;
}

metrics::Ranking ranking_of(const Predictions& predictions, Index k) {
  std::vector<bool> positive;
  for (const int y : predictions.y) positive.push_back(y == static_cast<int>(k));
  return {std::move(positive), column(predictions.probabilities, k)};
}

/// Evenly chosen rows, all where there are few.
std::vector<std::size_t> some_rows(std::size_t rows) {
  std::vector<std::size_t> chosen;
  const std::size_t step = rows / kMostPoints + 1;
  for (std::size_t i = 0; i < rows; i += step) chosen.push_back(i);
  return chosen;
}

}  // namespace

Picture confusion_picture(const metrics::Report& report, const std::vector<std::string>& classes) {
  plot::ConfusionMatrix matrix{
      .counts = report.confusion_matrix.array().round().matrix().cast<int>(),
      .class_names = classes};
  const int size = std::clamp(200 + 60 * static_cast<int>(classes.size()), kWidth, 900);
  return {{.panels = {matrix}, .width = size, .height = size - 60},
          "Confusion matrix: true classes in rows, predicted ones in columns.",
          "How often each true class (row) was predicted as each class (column). Off the diagonal "
          "are the mistakes."};
}

Picture reliability_picture(const Predictions& predictions,
                            const std::vector<std::string>& classes) {
  const auto curve = metrics::reliability_curve(predictions.y, predictions.probabilities);
  const bool two = classes.size() == 2;
  const std::string of = two ? fmt::format("'{}'", classes[1]) : "the predicted class";
  LineChart chart{
      .curves = {diagonal(0, 1), Curve{.x = curve.predicted, .y = curve.observed, .markers = true}},
      .x_axis = share("stated probability"),
      .y_axis = share("how often it came true"),
      .legend = false};
  return {figure(chart),
          fmt::format("Reliability curve: stated probability of {} against how often "
                      "it came true, with the diagonal of perfect calibration.",
                      of),
          fmt::format("Is 80 % right in 80 % of the cases? Rows are put into 15 bins by the "
                      "probability of {}; on the dashed line it is what it says.",
                      of)};
}

Picture roc_picture(const Predictions& predictions, const std::vector<std::string>& classes) {
  LineChart chart{.curves = {diagonal(0, 1)},
                  .x_axis = share("false positive rate"),
                  .y_axis = share("true positive rate"),
                  .legend = classes.size() > 2};
  const bool two = classes.size() == 2;
  for (Index k = two ? 1 : 0; k < predictions.probabilities.cols(); ++k) {
    if (chart.curves.size() > kMostCurves) break;
    auto curve = ranking_of(predictions, k).roc_curve();
    if (curve.true_positive_rate.empty()) continue;
    chart.curves.push_back({.name = two ? "" : classes[static_cast<std::size_t>(k)],
                            .x = std::move(curve.false_positive_rate),
                            .y = std::move(curve.true_positive_rate)});
  }
  return {
      figure(chart), "ROC curve: true positive rate against false positive rate.",
      two ? fmt::format("Lower the threshold for '{}', and more of its rows are found (up), but "
                        "more others are taken for it (right). The dashed line is guessing.",
                        classes[1])
          : fmt::format("Each class against the rest{}. The dashed line is guessing.",
                        classes.size() > kMostCurves ? ", the first six" : "")};
}

Picture threshold_picture(const Predictions& predictions, const std::vector<std::string>& classes) {
  const auto curve = metrics::threshold_curve(predictions.y, column(predictions.probabilities, 1));
  LineChart chart{.curves = {{.name = "precision", .x = curve.threshold, .y = curve.precision},
                             {.name = "recall", .x = curve.threshold, .y = curve.recall},
                             {.name = "F1", .x = curve.threshold, .y = curve.f1},
                             {.name = "accuracy", .x = curve.threshold, .y = curve.accuracy}},
                  .x_axis = share("threshold"),
                  .y_axis = share("share")};
  return {figure(chart), "Precision, recall, F1 and accuracy by the threshold.",
          fmt::format("What happens if '{}' is predicted from another probability than 0.5 on. F1 "
                      "is largest at {:.2f}: {:.3f}.",
                      classes[1], curve.threshold[curve.best_f1], curve.f1[curve.best_f1])};
}

Picture fit_picture(const Predictions& predictions, const std::string& target) {
  Curve points{.line = false, .markers = true};
  for (const std::size_t i : some_rows(predictions.rows())) {
    points.x.push_back(predictions.predicted[i]);
    points.y.push_back(predictions.values[i]);
  }
  const auto [low, high] = std::minmax_element(points.y.begin(), points.y.end());
  const Curve line = diagonal(*low, *high);
  return {figure(LineChart{.curves = {points, line},
                           .x_axis = {.label = "predicted " + target},
                           .y_axis = {.label = "true " + target},
                           .legend = false}),
          "True values against predicted ones.",
          "Each point is a row; on the dashed line the prediction is exact."};
}

Picture residual_picture(const Predictions& predictions, const std::string& target) {
  Curve points{.line = false, .markers = true};
  for (const std::size_t i : some_rows(predictions.rows())) {
    points.x.push_back(predictions.predicted[i]);
    points.y.push_back(predictions.values[i] - predictions.predicted[i]);
  }
  const auto [low, high] = std::minmax_element(points.x.begin(), points.x.end());
  const Curve zero{
      .x = {*low, *high}, .y = {0, 0}, .dashed = true, .color = plot::Color{120, 120, 120}};
  return {figure(LineChart{.curves = {points, zero},
                           .x_axis = {.label = "predicted " + target},
                           .y_axis = {.label = "true - predicted"},
                           .legend = false}),
          "Residuals against predicted values.",
          "What is left unexplained. A bend means that something was not learned, a funnel that "
          "large values are less certain."};
}

Picture learning_picture(const std::vector<train::History>& histories,
                         const std::vector<std::string>& names) {
  LineChart chart{.x_axis = {.label = "epoch"},
                  .y_axis = {.label = "loss", .log = true},
                  .legend = histories.size() > 1};
  bool validated = false;
  for (std::size_t i = 0; i < histories.size(); ++i) {
    const train::History& history = histories[i];
    const std::vector<double> epochs(history.epochs.begin(), history.epochs.end());
    chart.curves.push_back(
        {.name = names[i], .x = epochs, .y = history.losses, .color = plot::curve_color(i)});
    if (history.validation_losses.size() != epochs.size()) continue;
    validated = true;
    chart.curves.push_back({.x = epochs,
                            .y = history.validation_losses,
                            .dashed = true,
                            .color = plot::curve_color(i)});
  }
  return {figure(chart), "Loss by epoch, on a logarithmic axis.",
          validated ? "The loss of the training rows, penalties included, as the epochs went by; "
                      "dashed, that of the validation rows."
                    : "The loss of the training rows, penalties included, as the epochs went by."};
}

}  // namespace crescent::cli::report
