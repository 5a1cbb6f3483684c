#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crescent::metrics {

/// The numbers that predictions are judged by.
enum class Metric {
  // Classes.
  accuracy,
  balanced_accuracy,
  log_loss,
  roc_auc,
  average_precision,
  brier_score,
  expected_calibration_error,
  matthews_corrcoef,
  precision_macro,
  recall_macro,
  f1_macro,
  precision_weighted,
  recall_weighted,
  f1_weighted,
  // Values.
  r2,
  root_mean_squared_error,
  mean_absolute_error,
  median_absolute_error,
};

/// The enumerator's name, as the command line and JSON spell it.
std::string_view name(Metric metric);
/// Throws Error(invalid_argument) that lists the names there are.
Metric parse_metric(std::string_view text);
/// Whether a larger number is the better one: not so for losses and errors.
bool greater_is_better(Metric metric);

/// In the order in which reports list them.
const std::vector<Metric>& classification_metrics();
const std::vector<Metric>& regression_metrics();

}  // namespace crescent::metrics
