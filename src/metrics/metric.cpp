#include <crescent/base/choice.hpp>
#include <crescent/metrics/metric.hpp>

namespace crescent::metrics {
namespace {

// In the order of the enumerators.
const std::vector<std::string> names = {"accuracy",
                                        "balanced_accuracy",
                                        "log_loss",
                                        "roc_auc",
                                        "average_precision",
                                        "brier_score",
                                        "expected_calibration_error",
                                        "matthews_corrcoef",
                                        "precision_macro",
                                        "recall_macro",
                                        "f1_macro",
                                        "precision_weighted",
                                        "recall_weighted",
                                        "f1_weighted",
                                        "r2",
                                        "root_mean_squared_error",
                                        "mean_absolute_error",
                                        "median_absolute_error"};

std::vector<Metric> range(Metric first, Metric last) {
  std::vector<Metric> metrics;
  for (int i = static_cast<int>(first); i <= static_cast<int>(last); ++i)
    metrics.push_back(static_cast<Metric>(i));
  return metrics;
}

}  // namespace

std::string_view name(Metric metric) { return names[static_cast<std::size_t>(metric)]; }

Metric parse_metric(std::string_view text) {
  return static_cast<Metric>(find_choice(names, text, "metric"));
}

bool greater_is_better(Metric metric) {
  switch (metric) {
    case Metric::log_loss:
    case Metric::brier_score:
    case Metric::expected_calibration_error:
    case Metric::root_mean_squared_error:
    case Metric::mean_absolute_error:
    case Metric::median_absolute_error:
      return false;
    default:
      return true;
  }
}

const std::vector<Metric>& classification_metrics() {
  static const std::vector<Metric> metrics = range(Metric::accuracy, Metric::f1_weighted);
  return metrics;
}

const std::vector<Metric>& regression_metrics() {
  static const std::vector<Metric> metrics = range(Metric::r2, Metric::median_absolute_error);
  return metrics;
}

}  // namespace crescent::metrics
