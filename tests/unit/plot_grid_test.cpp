// What pictures are drawn from: colours of classes, grids, the classes of their cells.
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <crescent/base/error.hpp>
#include <crescent/base/file.hpp>
#include <crescent/plot/figure.hpp>

#include "unit/error_of.hpp"

using namespace crescent::plot;
using crescent::ErrorCode;
using crescent::Index;
using crescent::Matrix;
using crescent::tests::expect_error;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

nlohmann::json golden() {
  return nlohmann::json::parse(
      crescent::read_file(std::filesystem::path(CRESCENT_TESTS_DIR) / "golden" / "plot.json"));
}

TEST(PlotColor, ClassesTakeEvenlySpacedSpectralColours) {
  const auto expected = golden()["spectral"];
  for (const auto& [classes, colors] : expected.items()) {
    for (std::size_t k = 0; k < colors.size(); ++k) {
      EXPECT_EQ(hex(class_color(static_cast<int>(k), std::stoi(classes))), colors[k]);
    }
  }
}

TEST(PlotGrid, LiesBitForBitWhereArangeDoes) {
  const auto grids = golden()["grids"];
  for (const auto& expected : grids) {
    Matrix<double> points(3, 2);
    const double low = expected["low"];
    const double high = expected["high"];
    points << 0.6 * low + 0.4 * high, 1, high, 3, low, 2;
    const Grid grid = make_grid(points, {.step = expected["step"], .padding = expected["padding"]});
    EXPECT_EQ(grid.columns, expected["count"].get<Index>());
    for (const auto& probe : expected["probes"]) {
      EXPECT_EQ(grid.x(probe[0].get<Index>()), probe[1].get<double>());
    }
  }
}

TEST(PlotGrid, PointsRunAlongXFirst) {
  const Grid grid{-1.5, 4, 0.25, 0.5, 3, 2};
  Matrix<double> expected(6, 2);
  expected << -1.5, 4, -1.25, 4, -1, 4, -1.5, 4.5, -1.25, 4.5, -1, 4.5;
  EXPECT_EQ(grid.points(0, 6), expected);
  EXPECT_EQ(grid.points(2, 3), expected.middleRows(2, 3));
}

TEST(PlotGrid, WidensTheStepWhereTheDataReachFar) {
  Matrix<double> points(2, 2);
  points << -4e5, 0, 6e5, 1;
  const Grid grid = make_grid(points);
  EXPECT_EQ(grid.columns, 1000);
  EXPECT_DOUBLE_EQ(grid.x_step, 1000.001);
  EXPECT_EQ(grid.rows, 200);
  EXPECT_EQ(grid.y_step, 0.01);
  EXPECT_LT(grid.x(999), 6e5 + 0.5);
}

TEST(PlotGrid, SharesOfTheRangeAndEqualValues) {
  Matrix<double> points(2, 2);
  points << 10, 7, 30, 7;
  const Grid shares = make_grid(points, {.step = 0.01, .padding = 0.1, .relative = true});
  EXPECT_EQ(shares.x_min, 8);
  EXPECT_DOUBLE_EQ(shares.x_step, 0.2);
  EXPECT_NEAR(static_cast<double>(shares.columns), 120, 1);
  const Grid equal = make_grid(points, {.padding = 0});
  EXPECT_EQ(equal.y_min, 6.5);
  EXPECT_EQ(equal.rows, 100);
  points << 1e15, 1, 1e15, 2;  // a step of 0.01 does not exist there
  const Grid far = make_grid(points);
  EXPECT_GE(far.columns, 2);
  EXPECT_NE(far.x(0), far.x(1));
}

TEST(PlotGrid, RefusesWhatCannotBeAGrid) {
  Matrix<double> points(2, 2);
  points << 0.3, 1, 2, 5;
  const auto refused = [&](const std::string& part, const GridOptions& options) {
    expect_error(ErrorCode::invalid_argument, part, [&] { make_grid(points, options); });
  };
  refused("step", {.step = 0});
  refused("step", {.step = kNaN});
  refused("padding", {.padding = -1});
  refused("max_cells", {.max_cells = 1});
  points(1, 1) = kNaN;
  refused("not finite", {});
  points << -1e308, 1, 1e308, 5;
  refused("too far apart", {});
  points.resize(0, 2);
  refused("(N, 2)", {});
  points.setOnes(3, 1);
  refused("(N, 2)", {});
}

TEST(PlotRegions, AsksForEveryCellOnceInFewBatches) {
  const Grid grid{-1, 2, 0.01, 0.02, 500, 400};
  int calls = 0;
  Index row = 0;
  const PredictClasses predict = [&](const Matrix<double>& x) {
    ++calls;
    std::vector<int> classes;
    for (Index i = 0; i < x.rows(); ++i, ++row) {
      EXPECT_EQ(x(i, 0), grid.x(row % 500));
      EXPECT_EQ(x(i, 1), grid.y(row / 500));
      classes.push_back(static_cast<int>(row % 7));
    }
    return classes;
  };
  const Regions regions = predict_regions(grid, predict);
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(row, grid.cells());
  EXPECT_EQ(regions.classes[150001], 150001 % 7);
}

TEST(PlotRegions, OneColumnIsTheProbabilityOfClassOne) {
  const Grid grid{0, 0, 0.5, 1, 3, 2};
  const PredictProbabilities predict = [](const Matrix<double>& x) -> Matrix<double> {
    return 0.2 + 0.5 * x.col(0).array() + 0.1 * x.col(1).array();
  };
  const Regions regions = predict_regions(grid, predict);
  EXPECT_EQ(regions.classes, (std::vector<int>{0, 0, 1, 0, 1, 1}));
  EXPECT_FLOAT_EQ(regions.probabilities(2, 1), 0.7F);
  EXPECT_FLOAT_EQ(regions.probabilities(2, 0), 0.3F);
}

TEST(PlotRegions, RefusesAnswersThatDoNotFit) {
  const Grid grid{0, 0, 1, 1, 3, 2};
  const auto classes = [&](std::vector<int> answer) {
    return
        [&grid, answer] { predict_regions(grid, PredictClasses([&](auto&) { return answer; })); };
  };
  expect_error(ErrorCode::invalid_argument, "5 classes for 6 points", classes({0, 1, 0, 1, 1}));
  expect_error(ErrorCode::invalid_argument, "negative", classes({0, 1, 0, -1, 1, 0}));
  const auto probabilities = [&](const Matrix<double>& answer) {
    return [&grid, answer] {
      predict_regions(grid, PredictProbabilities([&](auto&) { return answer; }));
    };
  };
  expect_error(ErrorCode::invalid_argument, "(4, 2)", probabilities(Matrix<double>::Ones(4, 2)));
  Matrix<double> bad = Matrix<double>::Constant(6, 2, 0.5);
  bad(3, 1) = kNaN;
  expect_error(ErrorCode::numeric, "not finite", probabilities(bad));
}

}  // namespace
