#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include <fmt/core.h>

#include <crescent/base/error.hpp>
#include <crescent/metrics/classification.hpp>

namespace crescent::metrics {
namespace {

void check_rows(const char* what, std::size_t rows, std::size_t other_rows) {
  if (rows != other_rows) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("y_true has {} rows but {} has {}; they must be as many", rows, what,
                            other_rows));
  }
  if (rows == 0) {
    throw Error(ErrorCode::invalid_argument, "no rows to score; give at least one");
  }
}

void check_class(const char* what, std::size_t row, int value, Index classes) {
  if (value >= 0 && value < classes) return;
  throw Error(ErrorCode::invalid_argument,
              fmt::format("{} holds the class {} in row {} (from 0), but with {} classes they run "
                          "from 0 to {}",
                          what, value, row, classes, classes - 1));
}

void check_probability(double p, Index row, Index column) {
  if (p >= 0 && p <= 1) return;
  const auto code = std::isnan(p) ? ErrorCode::numeric : ErrorCode::invalid_argument;
  throw Error(code, fmt::format("the probability in row {}, column {} (both from 0) is {}; it must "
                                "lie between 0 and 1",
                                row, column, p));
}

}  // namespace

double accuracy(const std::vector<int>& y_true, const std::vector<int>& y_predicted) {
  check_rows("y_predicted", y_true.size(), y_predicted.size());
  std::size_t right = 0;
  for (std::size_t i = 0; i < y_true.size(); ++i) right += y_true[i] == y_predicted[i] ? 1 : 0;
  return static_cast<double>(right) / static_cast<double>(y_true.size());
}

double log_loss(const std::vector<int>& y_true, const Matrix<double>& probabilities) {
  check_rows("probabilities", y_true.size(), static_cast<std::size_t>(probabilities.rows()));
  constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
  double sum = 0;
  for (Index i = 0; i < probabilities.rows(); ++i) {
    const auto row = static_cast<std::size_t>(i);
    check_class("y_true", row, y_true[row], probabilities.cols());
    for (Index k = 0; k < probabilities.cols(); ++k) check_probability(probabilities(i, k), i, k);
    sum -= std::log(std::clamp(probabilities(i, y_true[row]), kEpsilon, 1 - kEpsilon));
  }
  return sum / static_cast<double>(y_true.size());
}

Eigen::MatrixXi confusion_matrix(const std::vector<int>& y_true,
                                 const std::vector<int>& y_predicted, int classes) {
  check_rows("y_predicted", y_true.size(), y_predicted.size());
  if (classes < 1) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("classes is {}; it must be 1 or more", classes));
  }
  Eigen::MatrixXi counts = Eigen::MatrixXi::Zero(classes, classes);
  for (std::size_t i = 0; i < y_true.size(); ++i) {
    check_class("y_true", i, y_true[i], classes);
    check_class("y_predicted", i, y_predicted[i], classes);
    ++counts(y_true[i], y_predicted[i]);
  }
  return counts;
}

std::vector<int> argmax_rows(const Matrix<double>& scores) {
  if (scores.cols() == 0) {
    throw Error(ErrorCode::invalid_argument, "scores need at least one column, one for each class");
  }
  std::vector<int> best(static_cast<std::size_t>(scores.rows()));
  for (Index i = 0; i < scores.rows(); ++i) {
    const double* row = scores.data() + i * scores.cols();
    const double* end = row + scores.cols();
    if (const auto* nan = std::find_if(row, end, [](double s) { return std::isnan(s); });
        nan != end) {
      throw Error(ErrorCode::numeric, fmt::format("the score in row {}, column {} (both from 0) is "
                                                  "not a number: no class is the largest",
                                                  i, nan - row));
    }
    best[static_cast<std::size_t>(i)] = static_cast<int>(std::max_element(row, end) - row);
  }
  return best;
}

}  // namespace crescent::metrics
