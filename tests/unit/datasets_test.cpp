#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

#include <gtest/gtest.h>

#include <crescent/base/error.hpp>
#include <crescent/datasets/generators.hpp>

using namespace crescent::datasets;
using crescent::Error;
using crescent::ErrorCode;
using crescent::Index;
using std::numbers::pi;

namespace {

template <class Call>
void expect_invalid(Call call, const std::string& part_of_message) {
  RandomState random;
  try {
    call(random);
    FAIL() << "no error; wanted: " << part_of_message;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    EXPECT_NE(error.message().find(part_of_message), std::string::npos) << error.message();
  }
}

std::vector<Index> class_counts(const Dataset& dataset) {
  std::vector<Index> counts(dataset.class_names.size(), 0);
  for (const int label : dataset.y) ++counts.at(static_cast<std::size_t>(label));
  return counts;
}

using Counts = std::vector<Index>;

TEST(Take, KeepsOrderRepeatsAndNames) {
  RandomState random(1);
  const Dataset all = make_blobs(random, {.n_samples = 6, .n_features = 3});
  const Dataset some = crescent::data::take(all, {4, 0, 4});
  ASSERT_EQ(some.rows(), 3);
  EXPECT_EQ(some.x.row(0), all.x.row(4));
  EXPECT_EQ(some.x.row(1), all.x.row(0));
  EXPECT_EQ(some.x.row(2), all.x.row(4));
  EXPECT_EQ(some.y, (std::vector<int>{all.y[4], all.y[0], all.y[4]}));
  EXPECT_EQ(some.feature_names, all.feature_names);
  EXPECT_EQ(some.class_names, all.class_names);
  EXPECT_EQ(crescent::data::take(all, {}).x.cols(), 3);
}

TEST(Take, RefusesARowThatIsNotThere) {
  expect_invalid(
      [](RandomState& random) {
        crescent::data::take(make_moons(random, 5), {2, 5});
      },
      "row 5");
}

TEST(Generators, NamesAndClassCounts) {
  RandomState random(4);
  const Dataset blobs = make_blobs(random, {.n_samples = 11, .n_features = 3, .centers = 4});
  EXPECT_EQ(blobs.feature_names, (std::vector<std::string>{"x1", "x2", "x3"}));
  EXPECT_EQ(blobs.class_names, (std::vector<std::string>{"0", "1", "2", "3"}));
  EXPECT_EQ(class_counts(blobs), (Counts{3, 3, 3, 2}));
  EXPECT_EQ(class_counts(make_moons(random, 9)), (Counts{4, 5}));
  EXPECT_EQ(class_counts(make_circles(random, 9)), (Counts{4, 5}));
  EXPECT_EQ(class_counts(make_spiral(random, 9, 0.1)), (Counts{5, 4}));
  EXPECT_EQ(class_counts(make_spiral(random, 10, 0.1, 4)), (Counts{3, 3, 2, 2}));
  EXPECT_EQ(class_counts(make_gauss(random, 11, 0.1, 3)), (Counts{4, 4, 3}));
}

TEST(Spiral, ArmsFollowTheRadiusAndAngleLaw) {
  RandomState random(8);
  constexpr int classes = 3;
  const Dataset spiral = make_spiral(random, 40, 0.0, classes, false);
  Index row = 0;
  for (int k = 0; k < classes; ++k) {
    const int n = k == 0 ? 14 : 13;
    for (int i = 0; i < n; ++i, ++row) {
      ASSERT_EQ(spiral.y[static_cast<std::size_t>(row)], k);
      const double radius = 5.0 * i / n;
      EXPECT_NEAR(spiral.x.row(row).norm(), radius, 1e-14);  // a few roundings of numbers below 8
      // 1.75 turns along an arm, clockwise from the second axis, each arm a third of a turn on.
      const double turns = 1.75 * i / n + k / 3.0;
      EXPECT_NEAR(spiral.x(row, 0), radius * std::sin(2 * pi * turns), 1e-13);
      EXPECT_NEAR(spiral.x(row, 1), radius * std::cos(2 * pi * turns), 1e-13);
    }
  }
}

TEST(Spiral, TwoArmsAreOppositeEachOther) {
  RandomState random(8);
  const Dataset spiral = make_spiral(random, 100, 0.0, 2, false);
  EXPECT_LT((spiral.x.topRows(50) + spiral.x.bottomRows(50)).cwiseAbs().maxCoeff(), 1e-14);
}

TEST(Spiral, NoiseIsUniformWithItsOwnBound) {
  RandomState random(8);
  RandomState same(8);
  constexpr double noise = 0.25;
  const Dataset still = make_spiral(random, 2000, 0.0, 2, false);
  const Dataset moved = make_spiral(same, 2000, noise, 2, false);
  const Eigen::ArrayXXd shift = (moved.x - still.x).array();
  EXPECT_LE(shift.abs().maxCoeff(), noise + 1e-14);  // the sum's rounding
  // 4000 uniform numbers: the chance that none comes within 1 % of an end is 0.995^4000 = 2e-9.
  EXPECT_GT(shift.maxCoeff(), 0.99 * noise);
  EXPECT_LT(shift.minCoeff(), -0.99 * noise);
  // Variance noise²/3, its standard error over 4000 numbers noise² sqrt(4/45/4000); five of them.
  EXPECT_NEAR(shift.square().mean(), noise * noise / 3, 5 * noise * noise * 0.0047140);
}

TEST(Xor, SignsDecideAndTheAxesStayFree) {
  RandomState random(6);
  const Dataset dataset = make_xor(random, 1000);
  for (Index i = 0; i < dataset.rows(); ++i) {
    const bool differ = (dataset.x(i, 0) > 0) != (dataset.x(i, 1) > 0);
    EXPECT_EQ(dataset.y[static_cast<std::size_t>(i)], differ ? 1 : 0);
  }
  EXPECT_GE(dataset.x.cwiseAbs().minCoeff(), 0.3);
  EXPECT_LE(dataset.x.cwiseAbs().maxCoeff(), 5.3);
  // Each class takes half: 500 with standard deviation 16; five of them.
  EXPECT_NEAR(static_cast<double>(class_counts(dataset)[0]), 500, 80);
}

TEST(Xor, NoiseFlipsLabelsOnlyWithinItsReach) {
  RandomState random(6);
  RandomState same(6);
  constexpr double noise = 0.2;  // reaches 1 beyond an axis
  const Dataset still = make_xor(random, 1000, 0.0);
  const Dataset moved = make_xor(same, 1000, noise);
  EXPECT_EQ(still.x, moved.x);
  int flipped = 0;
  for (std::size_t i = 0; i < still.y.size(); ++i) {
    if (still.y[i] == moved.y[i]) continue;
    ++flipped;
    EXPECT_LT(still.x.row(static_cast<Index>(i)).cwiseAbs().minCoeff(), 5 * noise);
  }
  // A coordinate crosses its axis with chance 1/5 ∫(0.3 to 1) (1 - u)/2 du = 0.0245; one of
  // the two alone 0.048: 48 of 1000, standard deviation 6.8; five of them.
  EXPECT_NEAR(flipped, 48, 34);
}

/// Bounds are five standard errors: mean sqrt(v/n), variance v sqrt(2/n); n counts both coordinates
/// for the variance.
void expect_clusters(int classes, double noise, double variance) {
  RandomState random(12);
  constexpr int n = 4000;
  const Dataset gauss = make_gauss(random, Index{n} * classes, noise, classes, false);
  for (int k = 0; k < classes; ++k) {
    const auto cloud = gauss.x.middleRows(Index{n} * k, n);
    const double angle = pi / 4 + 2 * pi * k / classes;
    const crescent::RowVector<double> center{
        {std::sqrt(8.0) * std::cos(angle), std::sqrt(8.0) * std::sin(angle)}};
    const crescent::RowVector<double> mean = cloud.colwise().mean();
    EXPECT_LT((mean - center).cwiseAbs().maxCoeff(), 5 * std::sqrt(variance / n));
    const double found = (cloud.rowwise() - center).squaredNorm() / (2 * n);
    EXPECT_NEAR(found, variance, 5 * variance * std::sqrt(2.0 / (2 * n)));
  }
}

TEST(Gauss, VarianceRunsFromAHalfToFour) {
  expect_clusters(2, 0.0, 0.5);
  expect_clusters(2, 0.25, 2.25);
  expect_clusters(2, 0.5, 4.0);
}

TEST(Gauss, AnyNumberOfClustersOnTheCircle) { expect_clusters(5, 0.1, 1.2); }

TEST(Gauss, TwoClustersLieOppositeEachOther) {
  RandomState random(12);
  const Dataset gauss = make_gauss(random, 2000, 0.0, 2, false);
  // 25 standard errors of sqrt(0.5/1000): no sign or order mix-up can hide in it.
  EXPECT_NEAR(gauss.x.topRows(1000).mean(), 2, 0.56);
  EXPECT_NEAR(gauss.x.bottomRows(1000).mean(), -2, 0.56);
}

TEST(Generators, ShuffledIsAReorderingOfUnshuffled) {
  RandomState random(5);
  RandomState same(5);
  const Dataset plain = make_spiral(random, 51, 0.1, 3, false);
  const Dataset mixed = make_spiral(same, 51, 0.1, 3, true);
  EXPECT_NE(plain.y, mixed.y);
  const std::vector<std::size_t> order = random.permutation(51);
  const Dataset expected = crescent::data::take(plain, order);
  EXPECT_EQ(expected.x, mixed.x);
  EXPECT_EQ(expected.y, mixed.y);
}

TEST(Generate, SameSeedSameNumbersAnotherSeedOthers) {
  for (const std::string& name : generator_names()) {
    SCOPED_TRACE(name);
    const auto of_seed = [&](std::uint32_t seed) {
      RandomState random(seed);
      return generate(name, random, {.samples = 40, .noise = 0.1});
    };
    const Dataset dataset = of_seed(1);
    EXPECT_EQ(dataset.rows(), 40);
    EXPECT_EQ(dataset.x, of_seed(1).x);
    EXPECT_EQ(dataset.y, of_seed(1).y);
    EXPECT_NE(dataset.x, of_seed(2).x);
  }
}

TEST(Generate, PassesItsOptionsOn) {
  RandomState random(1);
  RandomState same(1);
  const BlobsOptions options{.n_samples = 30, .centers = 5, .cluster_std = 0.25};
  EXPECT_EQ(generate("blobs", random, {.samples = 30, .noise = 0.25, .classes = 5}).x,
            make_blobs(same, options).x);
  EXPECT_EQ(generate("spiral", random, {.samples = 30, .noise = 0.5, .classes = 4}).x,
            make_spiral(same, 30, 0.5, 4).x);
  EXPECT_EQ(generate("moons", random, {.samples = 30, .classes = 2}).x, make_moons(same, 30).x);
  EXPECT_EQ(generate("circles", random, {.noise = 0.3}).x, make_circles(same, 200, 0.3).x);
  EXPECT_EQ(generate("gauss", random).x, make_gauss(same, 200).x);
  EXPECT_EQ(generate("xor", random, {.noise = 0.3}).y, make_xor(same, 200, 0.3).y);
}

TEST(Generate, AnUnknownNameListsTheKnown) {
  expect_invalid([](RandomState& random) { generate("moon", random); },
                 "'moon'; choose one of moons, circles, blobs, spiral, xor, gauss");
  for (const char* const name : {"moons", "circles", "xor"}) {
    expect_invalid([&](RandomState& random) { generate(name, random, {.classes = 3}); },
                   "always has 2 classes, not 3");
  }
}

TEST(Generators, OptionsOutOfRangeAreRefused) {
  const double nan = std::nan("");
  expect_invalid([](RandomState& r) { make_moons(r, 1); }, "1 samples are too few for 2 classes");
  expect_invalid([](RandomState& r) { make_moons(r, -3); }, "too few");
  expect_invalid([](RandomState& r) { make_moons(r, 10, -0.1); }, "noise is -0.1");
  expect_invalid([&](RandomState& r) { make_circles(r, 10, nan); }, "noise is nan");
  expect_invalid([](RandomState& r) { make_circles(r, 10, {}, 1.0); }, "factor is 1");
  expect_invalid([](RandomState& r) { make_circles(r, 10, {}, -0.1); }, "[0, 1)");
  expect_invalid([](RandomState& r) { make_blobs(r, {.n_samples = 2}); }, "too few for 3");
  expect_invalid([](RandomState& r) { make_blobs(r, {.n_features = 0}); }, "n_features is 0");
  expect_invalid([](RandomState& r) { make_blobs(r, {.centers = 0}); }, "at least 1");
  expect_invalid([](RandomState& r) { make_blobs(r, {.cluster_std = -1}); }, "cluster_std is -1");
  expect_invalid([](RandomState& r) { make_blobs(r, {.center_box_low = 11}); },
                 "center_box is (11, 10)");
  expect_invalid([](RandomState& r) { make_spiral(r, 10, 0, 1); }, "give at least 2");
  expect_invalid([](RandomState& r) { make_spiral(r, 10, 0.51); }, "[0, 0.5]");
  expect_invalid([](RandomState& r) { make_spiral(r, 2, 0, 3); }, "too few for 3");
  expect_invalid([&](RandomState& r) { make_xor(r, 10, nan); }, "noise is nan");
  expect_invalid([](RandomState& r) { make_xor(r, 0); }, "too few");
  expect_invalid([](RandomState& r) { make_gauss(r, 10, -0.01); }, "noise is -0.01");
  expect_invalid([](RandomState& r) { make_gauss(r, 10, 0, 0); }, "give at least 2");
}

TEST(Plane, IsTheSumOfBothCoordinatesByTen) {
  RandomState random(4);
  const Quantities plane = make_plane(random, 300);
  ASSERT_EQ(plane.x.rows(), 300);
  for (Index n = 0; n < 300; ++n) {
    EXPECT_LE(plane.x.row(n).cwiseAbs().maxCoeff(), 6);
    EXPECT_DOUBLE_EQ(plane.values[static_cast<std::size_t>(n)],
                     (plane.x(n, 0) + plane.x(n, 1)) / 10);
  }
}

TEST(Plane, NoiseMovesNoPoint) {
  RandomState one(4), other(4);
  const Quantities still = make_plane(one, 50), noisy = make_plane(other, 50, 0.4);
  EXPECT_EQ(still.x, noisy.x);
  EXPECT_NE(still.values, noisy.values);
}

TEST(MultiGauss, HasSixBumpsThatFallToZeroAtDistanceTwo) {
  RandomState random(4);
  const Quantities made = make_multi_gauss(random, 2000);
  for (Index n = 0; n < 2000; ++n) {
    const double x = made.x(n, 0), y = made.x(n, 1);
    const double value = made.values[static_cast<std::size_t>(n)];
    // The bumps are 4 and 5 apart, so that at most one reaches any point; middle ones stand alone.
    double nearest = 10, sign = 0;
    for (int column = -1; column <= 1; ++column) {
      for (int row = -1; row <= 1; row += 2) {
        const double distance = std::hypot(x - 4 * column, y - 2.5 * row);
        if (distance >= nearest) continue;
        nearest = distance;
        // Up at the upper corners and the lower middle.
        sign = (column == 0) == (row < 0) ? 1 : -1;
      }
    }
    EXPECT_NEAR(value, nearest < 2 ? sign * (1 - nearest / 2) : 0, 1e-12);
  }
}

TEST(GenerateQuantities, NamesThemAndRefusesClasses) {
  RandomState random(0);
  EXPECT_EQ(generate_quantities("plane", random, {.samples = 5}).values.size(), 5U);
  expect_invalid([](RandomState& r) { generate_quantities("plane", r, {.classes = 3}); },
                 "not classes");
  expect_invalid([](RandomState& r) { generate_quantities("moons", r); }, "multi-gauss");
  expect_invalid([](RandomState& r) { make_plane(r, 10, 0.6); }, "[0, 0.5]");
}

}  // namespace
