#pragma once

#include <vector>

#include <crescent/metrics/ranking.hpp>

namespace crescent::metrics {

/// One for class 1 of two; of more, one for each class.
std::vector<Ranking> class_rankings(const std::vector<int>& y_true,
                                    const Matrix<double>& probabilities);

/// Plain mean over the rankings for which the score is a number; NaN if there is none.
double mean_over_classes(const std::vector<Ranking>& rankings, Weights weights,
                         double (Ranking::*score)(Weights) const);

}  // namespace crescent::metrics
