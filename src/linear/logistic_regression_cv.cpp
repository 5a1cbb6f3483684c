#include <algorithm>
#include <cmath>

#include <crescent/base/parallel.hpp>
#include <crescent/data/split.hpp>
#include <crescent/linear/logistic_regression.hpp>
#include <crescent/metrics/classification.hpp>

#include "linear/checks.hpp"
#include "linear/logistic_solver.hpp"

namespace crescent::linear {
namespace {

/// 1e-4 to 1e4.
std::vector<double> default_Cs() {
  std::vector<double> Cs(10);
  for (std::size_t i = 0; i < 9; ++i)
    Cs[i] = std::pow(10.0, -4 + static_cast<double>(i) * (8.0 / 9));
  Cs.back() = 1e4;
  return Cs;
}

struct Fold {
  Matrix<double> x_train, x_test;
  std::vector<int> y_train, y_test;
};

Fold leave_out(int fold, const std::vector<int>& folds, const Matrix<double>& x,
               const std::vector<int>& y) {
  std::vector<Index> train, test;
  Fold part;
  for (std::size_t i = 0; i < folds.size(); ++i) {
    const bool left_out = folds[i] == fold;
    (left_out ? test : train).push_back(static_cast<Index>(i));
    (left_out ? part.y_test : part.y_train).push_back(y[i]);
  }
  part.x_train = x(train, Eigen::all);
  part.x_test = x(test, Eigen::all);
  return part;
}

/// Accuracy on the rows left out for every C; each fit starts from the one before.
RowVector<double> score_path(const Fold& fold, int classes, const std::vector<double>& Cs,
                             const LogisticRegressionOptions& options) {
  const LogisticSolver solver(fold.x_train, fold.y_train, classes, options);
  RowVector<double> scores(static_cast<Index>(Cs.size()));
  LogisticRegression model;
  for (std::size_t i = 0; i < Cs.size(); ++i) {
    model = solver.solve(Cs[i], i == 0 ? nullptr : &model);
    scores[static_cast<Index>(i)] = metrics::accuracy(fold.y_test, model.predict(fold.x_test));
  }
  return scores;
}

}  // namespace

LogisticRegressionCVResult fit_logistic_regression_cv(const Matrix<double>& x,
                                                      const std::vector<int>& y,
                                                      const LogisticRegressionCVOptions& options) {
  LogisticRegressionCVResult result;
  result.Cs = options.Cs.empty() ? default_Cs() : options.Cs;
  LogisticRegressionOptions fit = options.fit;
  for (const double C : result.Cs) {
    fit.C = C;
    check_options(fit);
  }
  const int classes = checked_classes(x, y);
  const std::vector<int> folds = data::stratified_folds(y, options.cv);

  result.scores.resize(options.cv, static_cast<Index>(result.Cs.size()));
  // Every fold has a row of its own to write to.
  parallel_for(0, static_cast<std::size_t>(options.cv), [&](std::size_t k) {
    const auto fold = static_cast<int>(k);
    result.scores.row(fold) = score_path(leave_out(fold, folds, x, y), classes, result.Cs, fit);
  });
  // Added up fold by fold, as scikit-learn does: where two C's tie but for the last bit of the
  // sum, both choose the same one.
  RowVector<double> sums = RowVector<double>::Zero(result.scores.cols());
  for (Index k = 0; k < result.scores.rows(); ++k) sums += result.scores.row(k);
  const auto best = std::max_element(sums.data(), sums.data() + sums.size()) - sums.data();
  fit.C = result.Cs[static_cast<std::size_t>(best)];
  result.model = LogisticRegression::fit(x, y, fit);
  return result;
}

}  // namespace crescent::linear
