#include "boundary.hpp"

#include <cmath>
#include <vector>

#include <crescent/base/error.hpp>
#include <crescent/metrics/classification.hpp>

namespace crescent::playground {
namespace {

/// The part of the line a x + b y + c = 0 within the domain.
std::optional<std::array<std::array<double, 2>, 2>> cut(const Domain& domain, double a, double b,
                                                        double c) {
  std::vector<std::array<double, 2>> ends;
  const auto add = [&](double x, double y) {
    const double room_x = 1e-9 * (domain.x_high - domain.x_low);
    const double room_y = 1e-9 * (domain.y_high - domain.y_low);
    if (x < domain.x_low - room_x || x > domain.x_high + room_x || y < domain.y_low - room_y ||
        y > domain.y_high + room_y) {
      return;
    }
    for (const auto& end : ends) {
      if (std::abs(end[0] - x) <= 2 * room_x && std::abs(end[1] - y) <= 2 * room_y) return;
    }
    ends.push_back({x, y});
  };
  if (b != 0) {
    for (const double x : {domain.x_low, domain.x_high}) add(x, -(a * x + c) / b);
  }
  if (a != 0) {
    for (const double y : {domain.y_low, domain.y_high}) add(-(b * y + c) / a, y);
  }
  if (ends.size() < 2) return std::nullopt;
  return {{ends[0], ends[1]}};
}

}  // namespace

Boundary logistic_boundary(const Session& session, Index size, bool cross_validated) {
  if (session.is_regression()) {
    throw Error(ErrorCode::data, "logistic regression tells classes apart: these data have none");
  }
  const Points& train = session.points(Part::train);
  const Points& test = session.points(Part::test);
  const Matrix<double> x = session.plane_of(train.x);
  Boundary boundary;
  boundary.model = cross_validated ? linear::fit_logistic_regression_cv(x, train.y).model
                                   : linear::LogisticRegression::fit(x, train.y);
  boundary.accuracy = metrics::accuracy(train.y, boundary.model.predict(x));
  if (test.rows() > 0) {
    boundary.test_accuracy =
        metrics::accuracy(test.y, boundary.model.predict(session.plane_of(test.x)));
  }
  const auto& coef = boundary.model.coef;
  if (coef.rows() == 1) {
    boundary.line = cut(session.domain(), coef(0, 0), coef(0, 1), boundary.model.intercept(0));
  }
  if (size > 0) {
    boundary.map =
        boundary.model.predict_proba(session.domain().grid(size)).cast<float>().transpose();
  }
  return boundary;
}

}  // namespace crescent::playground
