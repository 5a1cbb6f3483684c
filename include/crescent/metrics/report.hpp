#pragma once

#include <memory>
#include <string>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/metrics/bootstrap.hpp>
#include <crescent/metrics/metric.hpp>
#include <crescent/metrics/weights.hpp>

/// All metrics of one model on one set of rows, each with its interval.
namespace crescent::metrics {

/// What a model says of rows, beside the truth: classes with probabilities, or values.
struct Predictions {
  std::vector<int> y = {};             ///< (N) true classes, 0 to K - 1
  Matrix<double> probabilities = {};   ///< (N, K)
  std::vector<double> values = {};     ///< (N) true values
  std::vector<double> predicted = {};  ///< (N)

  bool are_classes() const { return values.empty(); }
  std::size_t rows() const { return are_classes() ? y.size() : values.size(); }
};

/// A number with its interval; all NaN where it is not defined (ROC AUC with one class).
struct Estimate {
  double value = 0;
  double low = 0;
  double high = 0;
};

struct MetricEstimate {
  Metric metric;
  Estimate estimate;
};

struct ClassEstimates {
  Estimate precision, recall, f1;
  double support = 0;  ///< rows, or their weight
};

struct Report {
  std::size_t rows = 0;
  std::vector<MetricEstimate> metrics = {};  ///< classification_metrics() or regression_metrics()
  std::vector<ClassEstimates> classes = {};  ///< (K); empty for values
  Matrix<double> confusion_matrix = {};      ///< (K, K) weight of rows: true classes in rows

  /// Throws Error(invalid_argument) for a metric that is not among them.
  const Estimate& at(Metric metric) const;
};

/// Predictions prepared once, so that many weightings of the same rows are scored fast.
class Scorer {
 public:
  /// Throws as metrics::log_loss or metrics::r2.
  explicit Scorer(const Predictions& predictions);
  ~Scorer();
  Scorer(Scorer&&) noexcept;
  Scorer& operator=(Scorer&&) noexcept;

  std::size_t rows() const;
  /// How many numbers a score has.
  std::size_t size() const;
  /// The metrics in their order; then, of classes, precision, recall and F1 of class 0, of class 1,
  /// … ; out has size() entries. Safe to call from several threads.
  void score(Weights weights, std::span<double> out) const;

 private:
  struct Prepared;
  std::unique_ptr<const Prepared> prepared_;
};

/// The value of one metric.
double score(const Predictions& predictions, Metric metric, Weights weights = {});

/// Everything, with bootstrap percentile intervals, but for two: accuracy without weights has
/// Wilson's, and the calibration error, which a resample makes larger on average, the basic
/// interval (its percentiles mirrored at the value, cut off at 0). For classes, options.strata is
/// the true class unless it is given. Same seed, same bits.
Report report(const Predictions& predictions, Weights weights = {},
              const BootstrapOptions& options = {});

/// Replicates for N rows that keep the time of a report within a few seconds: 1000, fewer from
/// 20,000 rows on, never below 200.
int replicates_for(std::size_t rows);

}  // namespace crescent::metrics
