// A model from a packed file that is read in parts: the preprocessing is that of the whole table,
// and every row has its place.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <crescent/base/file.hpp>
#include <crescent/data/packed.hpp>
#include <crescent/data/packed_file.hpp>
#include <crescent/data/read.hpp>
#include <crescent/experiment/streamed.hpp>
#include <crescent/preprocess/pipeline.hpp>
#include <crescent/random/random_state.hpp>

#include "error_of.hpp"

namespace crescent::tests {
namespace {

namespace fs = std::filesystem;

fs::path folder() {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  const fs::path path = fs::path(testing::TempDir()) / (std::string("streamed_") + test->name());
  fs::create_directories(path);
  return path;
}

fs::path packed_of(const fs::path& csv) {
  const fs::path packed = folder() / "table.crescent";
  data::pack(csv, packed);
  return packed;
}

fs::path packed_text(const std::string& text) {
  const fs::path csv = folder() / "table.csv";
  write_file(csv, text);
  return packed_of(csv);
}

void expect_same(const preprocess::Pipeline& a, const preprocess::Pipeline& b,
                 const std::string& what) {
  EXPECT_EQ(a.target, b.target);
  EXPECT_EQ(a.classes, b.classes) << what;
  ASSERT_EQ(a.columns.size(), b.columns.size()) << what;
  for (std::size_t c = 0; c < a.columns.size(); ++c) {
    const auto &x = a.columns[c], &y = b.columns[c];
    const std::string where = what + ", column " + x.name;
    EXPECT_EQ(x.name, y.name) << where;
    EXPECT_EQ(x.kind, y.kind) << where;
    EXPECT_EQ(x.median, y.median) << where;
    EXPECT_EQ(x.mean, y.mean) << where;
    EXPECT_EQ(x.scale, y.scale) << where;
    EXPECT_EQ(x.smooth_clip, y.smooth_clip) << where;
    EXPECT_EQ(x.missing_indicator, y.missing_indicator) << where;
    EXPECT_EQ(x.levels, y.levels) << where;
  }
  ASSERT_EQ(a.skipped.size(), b.skipped.size()) << what;
  for (std::size_t c = 0; c < a.skipped.size(); ++c) {
    EXPECT_EQ(a.skipped[c].name, b.skipped[c].name) << what;
    EXPECT_EQ(a.skipped[c].reason, b.skipped[c].reason) << what;
  }
}

/// Two thirds of the rows.
std::vector<bool> some_rows(std::size_t rows) {
  random::RandomState random(11);
  std::vector<bool> chosen(rows);
  for (std::size_t row = 0; row < rows; ++row) chosen[row] = random.random_sample() < 2.0 / 3;
  return chosen;
}

/// The pipelines of the whole table and of the file in parts, with little memory and with enough.
void expect_same_pipelines(const fs::path& packed, std::size_t target,
                           const preprocess::PipelineOptions& options = {}) {
  const data::Table table = data::read_table(packed);
  const data::PackedFile file(packed);
  const std::vector<bool> chosen = some_rows(table.rows());
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < chosen.size(); ++row)
    if (chosen[row]) rows.push_back(row);
  std::optional<preprocess::Pipeline> whole;
  const auto refused = error_of([&] {
    whole = preprocess::fit(table, target, rows, options);
    return 0;
  });
  for (const std::size_t memory : {std::size_t{160}, std::size_t{4000}, std::size_t{1} << 30}) {
    const std::string what = fmt::format("{} in {} bytes", packed.string(), memory);
    std::optional<preprocess::Pipeline> parts;
    const auto parts_refused = error_of([&] {
      const auto found = preprocess::find_target(file, target, {}, memory);
      parts = preprocess::fit(file, found, chosen, memory, options);
      return 0;
    });
    ASSERT_EQ(parts_refused.has_value(), refused.has_value()) << what;
    if (refused) {
      EXPECT_EQ(parts_refused->message(), refused->message()) << what;
    } else {
      expect_same(*parts, *whole, what);
    }
  }
}

TEST(StreamedPipeline, IsThatOfTheTableOnAllRealFiles) {
  const fs::path data = CRESCENT_DATA_DIR;
  if (!fs::exists(data)) GTEST_SKIP() << data << " is not there";
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(data)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".csv") && !name.ends_with(".data")) continue;
    const fs::path packed = packed_of(entry.path());
    const data::PackedFile file(packed);
    if (file.head().columns.size() > 100) continue;
    expect_same_pipelines(packed, file.head().columns.size() - 1);
    ++files;
  }
  EXPECT_GT(files, 3U);
}

TEST(StreamedPipeline, IsThatOfTheTableForOddColumns) {
  random::RandomState random(2);
  std::string text = "id,day,same,gap,few,huge,zeros,level,number,spelled,y\n";
  for (int i = 0; i < 4000; ++i) {
    const double x = random.standard_normal();
    text += fmt::format("{},2024-01-{:02},7,{},{},{},{},{},{},{},{}\n", i, i % 28 + 1,
                        i % 5 == 0 ? "" : "3", i % 4, x * 1e200, i % 50 == 0 ? x : -0.0 * x,
                        "l" + std::to_string(i % 7), i % 11 == 0 ? "" : fmt::format("{}", x),
                        i % 3 == 0 ? "1.0" : "01", x > 0 ? "yes" : "no");
  }
  const fs::path packed = packed_text(text);
  for (const auto scaler : {preprocess::Scaler::standard, preprocess::Scaler::robust,
                            preprocess::Scaler::minmax, preprocess::Scaler::none}) {
    preprocess::PipelineOptions options{.categorical = {"few", "spelled"}, .numeric = {"id"}};
    options.scaler = scaler;
    expect_same_pipelines(packed, 10, options);
  }
  expect_same_pipelines(packed, 8);  // a quantity
  expect_same_pipelines(packed, 9);  // classes that are spelled numbers
  expect_same_pipelines(packed, 0);  // no classes at all
}

/// Rows in the order of their classes, a third class rare, some without a target.
fs::path sorted_classes(std::size_t rows) {
  random::RandomState random(3);
  std::string text = "a,b,c,y\n";
  for (std::size_t i = 0; i < rows; ++i) {
    const double a = random.standard_normal(), b = random.standard_normal();
    const std::size_t k = i < rows / 100 ? 2 : i < rows / 2 ? 0 : 1;
    const std::string label = i % 40 == 0 ? "" : std::string(1, static_cast<char>('p' + k));
    text += fmt::format("{},{},{},{}\n", a + (k == 1 ? 2 : 0), b + (k == 2 ? 4 : 0),
                        i % 9 == 0 ? "" : "t" + std::to_string(i % 5), label);
  }
  return packed_text(text);
}

experiment::Recipe small_recipe() {
  experiment::Recipe recipe{.hidden = {8}};
  recipe.fit.optimiser.solver = solvers::Solver::adam;
  recipe.fit.learning_rate = 0.01;
  recipe.fit.batch_size = 32;
  recipe.fit.epochs = 5;
  recipe.diagnose = true;
  return recipe;
}

TEST(FitStreamed, GivesEveryRowItsPlace) {
  const data::PackedFile file(sorted_classes(20000));
  const experiment::StreamOptions options{.memory = 200'000'000, .test_fraction = 0.25};
  auto problem = experiment::make_streamed_problem(file, "y", {}, options);
  experiment::Recipe recipe = small_recipe();
  recipe.validation_fraction = 0.1;
  const auto result = experiment::fit_streamed(recipe, problem, options);
  const auto test_rows = static_cast<std::size_t>(result.held_out.x.rows());
  EXPECT_EQ(result.unlabelled, 500U);
  EXPECT_EQ(result.fitted.trained_rows + result.fitted.validation_rows + test_rows, 19500U);
  EXPECT_EQ(result.wanted_test_rows, 4875U);
  EXPECT_NEAR(static_cast<double>(test_rows), 4875, 3);
  EXPECT_NEAR(static_cast<double>(result.fitted.validation_rows), 1463, 3);
  EXPECT_EQ(result.sample_rows, result.fitted.trained_rows);
  // Every class in proportion: 195 of 19,500 rows are of the rare one.
  const auto& y = result.held_out.y;
  EXPECT_EQ(std::count(y.begin(), y.end(), 2), 49);
  EXPECT_NEAR(static_cast<double>(std::count(y.begin(), y.end(), 0)), 9555 / 4.0, 1);
  const auto evaluation = experiment::evaluate(result.fitted.model, result.held_out);
  // Two deviations apart: the normal distribution gives 84 % to the best line between the two.
  const auto proba = result.fitted.model.network.predict_proba(result.held_out.x);
  std::size_t right = 0;
  for (Index n = 0; n < proba.rows(); ++n) {
    Index best = 0;
    proba.row(n).maxCoeff(&best);
    right += best == y[static_cast<std::size_t>(n)];
  }
  EXPECT_GT(static_cast<double>(right) / static_cast<double>(test_rows), 0.82);
  EXPECT_EQ(evaluation.rows(), test_rows);
}

TEST(FitStreamed, HasTheSameBitsForAnyNumberOfThreads) {
  const data::PackedFile file(sorted_classes(3000));
  const experiment::StreamOptions options{.memory = 100'000'000};
  auto problem = experiment::make_streamed_problem(file, "y", {}, options);
  const experiment::Recipe recipe = small_recipe();
  std::vector<std::vector<double>> found;
  for (const int threads : {1, 4}) {
    const auto result =
        experiment::fit_streamed(recipe, problem, options, nullptr, {.threads = threads});
    const auto parameters = result.fitted.model.network.parameters();
    found.emplace_back(parameters.begin(), parameters.end());
  }
  EXPECT_EQ(found[0], found[1]);
}

TEST(FitStreamed, LearnsAQuantityWithWeights) {
  random::RandomState random(4);
  std::string text = "a,b,w,y\n";
  for (int i = 0; i < 5000; ++i) {
    const double a = random.standard_normal(), b = random.standard_normal();
    // Rows of weight 0 say the contrary.
    const bool counts = i % 3 != 0;
    text += fmt::format("{},{},{},{}\n", a, b, counts ? 1.5 : 0.0,
                        counts ? 1000 + 50 * a - 20 * b : 900 - 50 * a);
  }
  const data::PackedFile file(packed_text(text));
  const experiment::StreamOptions options{.memory = 100'000'000};
  auto problem = experiment::make_streamed_problem(file, "y", {}, options);
  ASSERT_EQ(problem.target.task, preprocess::Task::regression);
  problem.weight_column = file.head().find("w");
  experiment::Recipe recipe = small_recipe();
  recipe.hidden = {};
  recipe.fit.epochs = 30;
  recipe.fit.learning_rate = 0.003;
  recipe.pipeline.weight_column = "w";
  const auto result = experiment::fit_streamed(recipe, problem, options);
  const Matrix<double> predicted = result.fitted.model.network.predict_proba(result.held_out.x);
  double worst = 0;
  for (Index n = 0; n < predicted.rows(); ++n) {
    const auto i = static_cast<std::size_t>(n);
    if (result.held_out.weights[i] > 0)
      worst = std::max(worst, std::abs(predicted(n, 0) - result.held_out.values[i]));
  }
  EXPECT_LT(worst, 2);
}

TEST(FitStreamed, SaysHowMuchMemoryItTakes) {
  const data::PackedFile file(sorted_classes(1000));
  const auto refused = [&](std::size_t memory) {
    const experiment::StreamOptions options{.memory = memory};
    auto problem = experiment::make_streamed_problem(file, "y", {}, options);
    return error_of([&] {
      experiment::fit_streamed(small_recipe(), problem, options);
      return 0;
    });
  };
  const auto error = refused(10'000'000);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), ErrorCode::invalid_argument);
  const auto at = error->message().find("at least ");
  ASSERT_NE(at, std::string::npos) << error->message();
  const auto least = static_cast<std::size_t>(std::stoul(error->message().substr(at + 9)));
  EXPECT_GT(least, 10U);
  EXPECT_FALSE(refused(least * 1'000'000));
  EXPECT_TRUE(refused((least - 2) * 1'000'000));
}

}  // namespace
}  // namespace crescent::tests
