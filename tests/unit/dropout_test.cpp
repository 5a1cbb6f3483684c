// Dropout: how many entries it drops, that no place's fate follows from another's, and that nothing
// but training sees it.
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include <crescent/engine/engine.hpp>
#include <crescent/reference/network.hpp>

namespace engine = crescent::engine;
namespace reference = crescent::reference;
using crescent::Index;
using crescent::Matrix;

namespace {

Matrix<double> factors(double rate, std::uint64_t noise, std::size_t layer = 0, Index rows = 400,
                       Index units = 250) {
  return reference::dropout_factors<double>(rate, noise, layer, rows, units);
}

TEST(Dropout, DropsItsShareAndKeepsTheMean) {
  for (const double rate : {0.0, 0.1, 0.5, 0.9}) {
    const Matrix<double> f = factors(rate, 7);
    const auto n = static_cast<double>(f.size());
    const auto dropped = static_cast<double>((f.array() == 0).count());
    const double deviation = std::sqrt(rate * (1 - rate) / n);
    EXPECT_NEAR(dropped / n, rate, 4 * deviation) << rate;
    EXPECT_NEAR(f.maxCoeff(), 1 / (1 - rate), 1e-15);
    EXPECT_NEAR(f.mean(), 1, 4 * deviation / (1 - rate));
  }
}

TEST(Dropout, EveryRowAndUnitLosesItsShare) {
  const Matrix<double> dropped = (factors(0.3, 11).array() == 0).cast<double>().matrix();
  // 5 deviations: of 650 lines none goes beyond by chance.
  for (Index n = 0; n < dropped.rows(); ++n) {
    EXPECT_NEAR(dropped.row(n).mean(), 0.3, 5 * std::sqrt(0.21 / 250)) << "row " << n;
  }
  for (Index k = 0; k < dropped.cols(); ++k) {
    EXPECT_NEAR(dropped.col(k).mean(), 0.3, 5 * std::sqrt(0.21 / 400)) << "unit " << k;
  }
}

/// Correlation of two masks of the same shape.
double correlation(const Matrix<double>& a, const Matrix<double>& b) {
  const Matrix<double> x = a.array() - a.mean(), y = b.array() - b.mean();
  return x.cwiseProduct(y).sum() / (x.norm() * y.norm());
}

TEST(Dropout, PlacesDoNotFollowEachOther) {
  const double bound = 4 / std::sqrt(400.0 * 250.0);
  const Matrix<double> f = factors(0.5, 3);
  EXPECT_NEAR(correlation(f, factors(0.5, 4)), 0, bound) << "the next step";
  EXPECT_NEAR(correlation(f, factors(0.5, std::uint64_t{1} << 32 | 3)), 0, bound) << "another seed";
  EXPECT_NEAR(correlation(f, factors(0.5, 3, 1)), 0, bound) << "the next layer";
  for (const Index lag : {1, 2, 3, 16}) {
    EXPECT_NEAR(correlation(f.leftCols(250 - lag), f.rightCols(250 - lag)), 0, 1.1 * bound);
    EXPECT_NEAR(correlation(f.topRows(400 - lag), f.bottomRows(400 - lag)), 0, 1.1 * bound);
  }
  EXPECT_EQ(f, factors(0.5, 3)) << "the same place, the same fate";
}

TEST(Dropout, ALossAskedForByItselfDropsNothing) {
  const reference::Architecture architecture{.inputs = 1,
                                             .layers = {{8}, {2, reference::Activation::identity}}};
  std::vector<double> w(static_cast<std::size_t>(reference::parameter_count(architecture)), 0.5);
  for (std::size_t i = 0; i < w.size(); i += 2) w[i] = -0.3;
  const Matrix<double> x = Matrix<double>::Constant(5, 1, 1.5);
  const std::vector<int> y = {0, 1, 0, 1, 1};
  for (const auto& name : engine::engine_names()) {
    const auto engine = engine::make_engine<double>(architecture, {}, {.name = name});
    const auto loss_with = [&](double rate) {
      return engine->loss(w, {.x = {x.data(), 5, 1}, .y = y, .dropout = {.rate = rate}});
    };
    EXPECT_EQ(loss_with(0.5), loss_with(0)) << name;
  }
}

}  // namespace
