#pragma once

#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/metrics/bootstrap.hpp>

/// Is the difference of two models on the same rows more than chance?
namespace crescent::metrics {

struct McNemar {
  Index only_first = 0;   ///< rows that the first alone has right
  Index only_second = 0;  ///< rows that the second alone has right
  double p_value = 1;     ///< two-sided mid-p
};

/// McNemar's test of two models' accuracies (1947): under "equally good", the rows that only one
/// has right fall to either like coins. Mid-p in place of exact tails, which are too cautious
/// (Fagerland, Lydersen and Laake 2013). All (N). Throws Error(invalid_argument) for shapes that do
/// not fit or no rows.
McNemar mcnemar(const std::vector<int>& y_true, const std::vector<int>& first,
                const std::vector<int>& second);

/// A number of the first model minus that of the second.
struct Difference {
  double value = 0;
  Interval interval;   ///< of the options' confidence
  double p_value = 1;  ///< two-sided, of "there is none"
};

/// From the difference itself and its bootstrap replicates (paired: both models on the same
/// resample): percentile interval; p is twice the smaller share of replicates at or beyond 0,
/// counted with one more on either side, so never 0 (Efron and Tibshirani 1993, chapter 15). NaN
/// replicates are left out; p is NaN if none is left.
Difference bootstrap_difference(double value, const Matrix<double>& replicates,
                                double confidence = 0.95);

/// Mean of the folds' differences (n >= 2) by the corrected resampled t-test of Nadeau and Bengio
/// (2003): folds share training rows, so their variance is enlarged to (1/n + test/train) times the
/// sample variance; n - 1 degrees of freedom. test_share: test rows by training rows, for k folds
/// 1 / (k - 1). All differences 0: p is 1; all equal and not 0: p is 0.
/// Throws Error(invalid_argument) for fewer than two differences or a share that is not above 0.
Difference corrected_resampled_t_test(const std::vector<double>& differences, double test_share,
                                      double confidence = 0.95);

}  // namespace crescent::metrics
