// Rounded weights by hand, and what an export refuses. That the C code computes what the model does
// is tested by compiling it: tests/cli/test_c_export.py.
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include <crescent/model/c_export.hpp>

#include "unit/error_of.hpp"
#include "unit/random_values.hpp"

namespace {

using namespace crescent;
using model::Model;
using tests::error_of;

Model small_model() {
  Model model{.pipeline = {.columns = {{.name = "x", .median = 1, .mean = 2, .scale = 3},
                                       {.name = "colour",
                                        .kind = preprocess::ColumnKind::categorical,
                                        .levels = {"blue", "something else"}}},
                           .target = "kind",
                           .classes = {"a", "b"},
                           .skipped = {}},
              .network = network::Network(network::make_architecture(3, {2}, 2))};
  tests::randomise(model.network, 4);
  return model;
}

TEST(Quantize, EveryUnitHasItsOwnScale) {
  network::Network network(network::make_architecture(3, {}, 2));
  network.W(0) << 1.27, 0.0, -0.614, 0.0, 0.004, 0.0;
  const auto layers = model::quantize(network);
  ASSERT_EQ(layers.size(), 1u);
  EXPECT_NEAR(layers[0].scale(0), 0.01, 1e-15);
  EXPECT_EQ(layers[0].scale(1), 0.0);
  Matrix<int> expected(3, 2);
  expected << 127, 0, -61, 0, 0, 0;
  EXPECT_EQ(layers[0].q.cast<int>(), expected);
  const auto rounded = model::dequantized(network);
  EXPECT_NEAR(rounded.W(0)(1, 0), -0.61, 1e-15);
  EXPECT_EQ(rounded.W(0)(0, 1), 0.0);
}

TEST(Quantize, NoWeightMovesByMoreThanHalfAStep) {
  const Model model = small_model();
  const auto rounded = model::dequantized(model.network);
  for (std::size_t k = 0; k < 2; ++k) {
    const auto W = model.network.W(k);
    for (Index j = 0; j < W.cols(); ++j) {
      const double step = W.col(j).cwiseAbs().maxCoeff() / 127;
      EXPECT_LE((W.col(j) - rounded.W(k).col(j)).cwiseAbs().maxCoeff(), step * (0.5 + 1e-12));
    }
    EXPECT_EQ(rounded.b(k), model.network.b(k));
  }
}

TEST(TestRows, ReachMissingCellsAndUnseenLevels) {
  const Model model = small_model();
  const data::Table table = model::test_rows(model, 8);
  EXPECT_EQ(table.rows(), 8u);
  EXPECT_TRUE(table.columns[0].is_missing(1));
  EXPECT_TRUE(table.columns[1].is_missing(1));
  std::vector<preprocess::UnseenLevels> unseen;
  EXPECT_TRUE(model.predict_proba(table, &unseen).allFinite());
  ASSERT_EQ(unseen.size(), 1u);
  EXPECT_EQ(unseen[0].first, "");
  EXPECT_EQ(table.cell(1, 2), "something else_");
}

TEST(CHeader, SizesAreThoseOfTheNetwork) {
  const auto header = model::to_c(small_model(), {.prefix = "small"});
  EXPECT_EQ(header.multiplications, 3u * 2 + 2 * 2);
  EXPECT_EQ(header.activations, 2u + 2);
  EXPECT_EQ(header.test_vectors, 8u);
  EXPECT_EQ(header.largest_difference, 0.0);
  EXPECT_NE(header.text.find("int small_predict_row("), std::string::npos);
  EXPECT_EQ(header.text.find("int small_predict("), std::string::npos) << "it has a text column";
  EXPECT_GT(model::to_c(small_model(), {.int8 = true}).largest_difference, 0.0);
}

TEST(CHeader, RefusesWhatCannotBeWritten) {
  Model model = small_model();
  EXPECT_EQ(error_of([&] { model::to_c(model, {.prefix = "9"}); })->code(),
            ErrorCode::invalid_argument);
  model.network.W(0)(0, 0) = 1e300;
  EXPECT_EQ(error_of([&] { model::to_c(model); })->code(), ErrorCode::data);
  EXPECT_NO_THROW(model::to_c(model, {.precision = model::Precision::float64}));
  model = small_model();
  model.pipeline.columns[1].levels[1] = std::string(5000, 'x');
  EXPECT_EQ(error_of([&] { model::to_c(model); })->code(), ErrorCode::data);
  model = small_model();
  model.pipeline.columns[1].name = "x";
  EXPECT_EQ(error_of([&] { model::to_c(model); })->code(), ErrorCode::data);
}

}  // namespace
