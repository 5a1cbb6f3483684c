#include <cmath>
#include <numeric>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <crescent/data/csv.hpp>
#include <crescent/experiment/recipe.hpp>

#include "unit/error_of.hpp"

namespace {

using namespace crescent;
using crescent::tests::error_of;
using experiment::fit_model;
using experiment::make_problem;
using experiment::Problem;
using experiment::Recipe;

/// 200 rows of y = unit · (3 + 2a - b + sin a) and a colour that says nothing.
std::string quantities(double unit) {
  std::string text = "a,b,colour,y\n";
  for (int i = 0; i < 200; ++i) {
    const double a = std::sin(0.7 * i) * 2, b = std::cos(1.3 * i);
    text += fmt::format("{},{},{},{}\n", a, b, i % 3 == 0 ? "red" : "blue",
                        unit * (3 + 2 * a - b + std::sin(a)));
  }
  return text;
}

Recipe quick() {
  Recipe recipe{.hidden = {8}};
  recipe.fit.optimiser.solver = solvers::Solver::lbfgs;
  recipe.fit.epochs = 200;
  recipe.fit.loss.l2 = 1e-3;
  return recipe;
}

Matrix<double> predictions(const data::Table& table, const Recipe& recipe) {
  const Problem problem = make_problem(table, "y");
  return fit_model(recipe, problem, problem.rows).model.predict_proba(table);
}

TEST(FitModel, LearnsAQuantityInItsOwnUnit) {
  const data::Table table = data::parse_csv(quantities(1), "t.csv");
  const Matrix<double> p = predictions(table, quick());
  ASSERT_EQ(p.cols(), 1);
  const Eigen::Map<const Eigen::ArrayXd> y(table.columns[3].numbers.data(), 200);
  const double residual = (y - p.col(0).array()).square().mean();
  const double variance = (y - y.mean()).square().mean();
  EXPECT_LT(residual, 1e-3 * variance);

  // A power of two changes no digit of the standardised values, and so of nothing that follows.
  const double unit = 1 << 20;
  EXPECT_EQ(predictions(data::parse_csv(quantities(unit), "t.csv"), quick()), p * unit);
}

TEST(FitModel, UsesTheTrainingRowsAlone) {
  const data::Table table = data::parse_csv(quantities(1), "t.csv");
  std::string changed = quantities(1);
  changed.replace(changed.rfind("blue"), 4, "grey");
  const data::Table other = data::parse_csv(changed, "t.csv");
  std::vector<std::size_t> rows(150);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  const auto one = fit_model(quick(), make_problem(table, "y"), rows);
  const auto two = fit_model(quick(), make_problem(other, "y"), rows);
  EXPECT_EQ(model::to_onnx(one.model), model::to_onnx(two.model));
}

TEST(Problem, SplitsWhatHasATarget) {
  std::string text = quantities(1);
  text += "1,2,red,\n";
  const data::Table table = data::parse_csv(text, "t.csv");
  const Problem problem = make_problem(table, "y");
  EXPECT_EQ(problem.target.task, preprocess::Task::regression);
  EXPECT_EQ(problem.unlabelled(), 1u);
  const data::Split split = experiment::split(problem, 0.25, 3);
  EXPECT_EQ(split.test.size(), 50u);
  EXPECT_EQ(split.train.size(), 150u);
  EXPECT_EQ(experiment::values_of(problem, split.test).size(), 50u);
  EXPECT_TRUE(experiment::classes_of(problem, split.test).empty());
}

TEST(Problem, ASingleRowOfAClassIsNamedWithItsLine) {
  const data::Table table = data::parse_csv("x,y\n1,a\n2,b\n3,a\n4,a\n", "t.csv");
  const auto error = error_of([&] { return experiment::split(make_problem(table, "y"), 0.5, 0); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->where().line, 3u);
  EXPECT_EQ(error->where().column, 2u);
  EXPECT_NE(error->message().find("class 'b'"), std::string::npos);
}

TEST(MakeArchitecture, ActivationsFitTheLayers) {
  const data::Table table = data::parse_csv(quantities(1), "t.csv");
  const auto target = make_problem(table, "y").target;
  using reference::Activation;
  const Recipe recipe{.hidden = {4, 3}, .activation = {Activation::relu, Activation::gelu}};
  const auto architecture = experiment::make_architecture(recipe, 5, target);
  EXPECT_TRUE(architecture.is_regression());
  EXPECT_EQ(architecture.layers[1].activation, Activation::gelu);
  const Recipe wrong{.hidden = {4, 3, 2}, .activation = {Activation::relu, Activation::gelu}};
  EXPECT_EQ(error_of([&] { return experiment::make_architecture(wrong, 5, target); })->code(),
            ErrorCode::invalid_argument);
}

TEST(Weights, ARowOfWeightZeroTeachesNothing) {
  // Every third row says the opposite of the others.
  std::string text = "x,y\n";
  for (int i = 0; i < 90; ++i)
    text += fmt::format("{},{}\n", i % 10, (i % 10 < 5) == (i % 3 != 0) ? "low" : "high");
  const data::Table table = data::parse_csv(text, "t.csv");
  Problem problem = make_problem(table, "y");
  for (int i = 0; i < 90; ++i) problem.weights.push_back(i % 3 == 0 ? 0.0 : 4.0);
  EXPECT_EQ(experiment::weights_of(problem, {0, 1, 2}), (std::vector<double>{0, 1.5, 1.5}));
  const auto weighted_model = fit_model(quick(), problem, problem.rows).model;
  const auto weighted = weighted_model.predict_proba(table);
  problem.weights.clear();
  EXPECT_TRUE(experiment::weights_of(problem, {0, 1}).empty());
  const auto plain_model = fit_model(quick(), problem, problem.rows).model;
  const auto plain = plain_model.predict_proba(table);
  // Class 1 is "low": certain of it where no row of weight disagrees, else two to one.
  EXPECT_GT(weighted(1, 1), 0.95);
  EXPECT_LT(weighted(8, 1), 0.05);
  EXPECT_NEAR(plain(1, 1), 2.0 / 3.0, 0.05);
  // So for what the network is compared with.
  const auto low = [](const model::Model& model) {
    const Matrix<double> x = Matrix<double>::Constant(1, 1, -1.5);
    return model.baselines->logistic_regression.predict_proba(x)(0, 1);
  };
  EXPECT_GT(low(weighted_model), 0.9);
  EXPECT_LT(low(plain_model), 0.8);
}

TEST(Weights, AreNotAllZero) {
  const data::Table table = data::parse_csv("x,y\n1,a\n2,b\n3,a\n4,b\n", "t.csv");
  Problem problem = make_problem(table, "y");
  problem.weights = {0, 0, 1, 1};
  const auto error = error_of([&] { return fit_model(quick(), problem, {0, 1}); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), ErrorCode::data);
}

}  // namespace
