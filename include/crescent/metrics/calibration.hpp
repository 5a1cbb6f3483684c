#pragma once

#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/metrics/weights.hpp>

/// Do rows that are given 80 % come true in 80 % of the cases?
namespace crescent::metrics {

/// Bins of equal width over [0, 1]: the first holds [0, 1/B], the others (b/B, (b+1)/B]. Empty bins
/// are left out.
struct ReliabilityCurve {
  std::vector<double> predicted;  ///< mean probability of the bin's rows
  std::vector<double> observed;   ///< share of them for which it came true
  std::vector<double> weight;     ///< of the bin's rows
};

/// Two classes: the probability of class 1, as scikit-learn's calibration_curve. More: the
/// probability of the predicted class and whether it is right. probabilities (N, K); bins >= 1.
/// Throws as metrics::log_loss.
ReliabilityCurve reliability_curve(const std::vector<int>& y_true,
                                   const Matrix<double>& probabilities, Weights weights = {},
                                   int bins = 15);

/// ECE (Naeini et al. 2015, Guo et al. 2017): the mean distance, weighted by rows, between the
/// probability of the predicted class and how often it is right, in `bins` bins of equal width. 0
/// is best. Biased upwards in small samples: read its interval.
double expected_calibration_error(const std::vector<int>& y_true,
                                  const Matrix<double>& probabilities, Weights weights = {},
                                  int bins = 15);

}  // namespace crescent::metrics
