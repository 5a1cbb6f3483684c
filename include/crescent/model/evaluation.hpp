#pragma once

#include <string>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/metrics/comparison.hpp>
#include <crescent/metrics/report.hpp>
#include <crescent/model/baselines.hpp>

namespace crescent::model {

struct Model;

/// One of the models compared.
struct Contender {
  std::string name;  ///< "network", "logistic_regression", "linear_regression", "majority", "mean"
  metrics::Predictions predictions;
  metrics::Report report;
};

/// The network beside its baselines, all on the same rows.
struct Evaluation {
  Contender network;
  Contender linear;                                   ///< logistic or linear regression
  Contender constant;                                 ///< the majority class's, or the mean
  std::vector<metrics::Comparison> against_linear;    ///< the network minus `linear`
  std::vector<metrics::Comparison> against_constant;  ///< the network minus `constant`

  std::size_t rows() const { return network.report.rows; }
};

struct EvaluationOptions {
  std::vector<double> weights = {};  ///< (N) sample weights; empty: 1 each
  int replicates = 0;                ///< of the bootstrap; 0: metrics::replicates_for
  std::uint32_t seed = 0;
  int threads = 0;  ///< 0: all there are. Same bits for any
};

/// x (N, F) network inputs, y (N) classes or values (N), N >= 1. Throws Error(invalid_argument) if
/// the model has no baselines, predicts the other of the two, or there are no rows.
Evaluation evaluate(const Model& model, const Matrix<double>& x, const std::vector<int>& y,
                    const EvaluationOptions& options = {});
Evaluation evaluate(const Model& model, const Matrix<double>& x, const std::vector<double>& values,
                    const EvaluationOptions& options = {});

/// The same from predictions that are there already; all three of the same truth.
Evaluation evaluate(metrics::Predictions network, metrics::Predictions linear,
                    metrics::Predictions constant, const EvaluationOptions& options = {});

}  // namespace crescent::model
