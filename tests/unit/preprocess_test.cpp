#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <tuple>

#include <gtest/gtest.h>

#include <crescent/data/csv.hpp>
#include <crescent/preprocess/pipeline.hpp>
#include <crescent/preprocess/weights.hpp>

#include "unit/error_of.hpp"

namespace {

using namespace crescent::preprocess;
using crescent::ErrorCode;
using crescent::Index;
using crescent::data::Table;
using crescent::tests::error_of;
using Rows = std::vector<std::size_t>;
using Texts = std::vector<std::string>;

Table parse(std::string_view text) { return crescent::data::parse_csv(text, "t.csv"); }

Rows all_rows(const Table& table) {
  Rows rows(table.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

Pipeline fit_all(const Table& table, std::string_view target, const PipelineOptions& options = {}) {
  return fit(table, table.find(target), all_rows(table), options);
}

std::string reason(const Pipeline& pipeline, std::string_view name) {
  for (const SkippedColumn& column : pipeline.skipped)
    if (column.name == name) return column.reason;
  return "used";
}

const char* const small = "age,sex,y\n10,f,a\n,m,b\n40,f,a\n20,,b\n";

TEST(Fit, NumbersAreImputedAndScaledTextsAreOneHot) {
  const Table table = parse(small);
  const Pipeline pipeline = fit_all(table, "y");
  EXPECT_EQ(pipeline.target, "y");
  EXPECT_EQ(pipeline.classes, (Texts{"a", "b"}));
  EXPECT_EQ(pipeline.feature_names(),
            (Texts{"age", "age is missing", "sex is missing", "sex=f", "sex=m"}));
  EXPECT_EQ(pipeline.features(), 5);
  // Imputed: 10, 20, 40, 20; mean 22.5, squares about it 156.25 + 6.25 + 306.25 + 6.25.
  EXPECT_EQ(pipeline.columns[0].median, 20.0);
  EXPECT_EQ(pipeline.columns[0].mean, 22.5);
  EXPECT_DOUBLE_EQ(pipeline.columns[0].scale, std::sqrt(475.0 / 4.0));
  const auto x = transform(pipeline, table, {1, 3});
  const double scaled = -2.5 / std::sqrt(475.0 / 4.0);
  crescent::Matrix<double> wanted(2, 5);
  wanted << scaled, 1, 0, 0, 1, scaled, 0, 1, 0, 0;
  EXPECT_TRUE(x.isApprox(wanted, 1e-15)) << x;
}

TEST(Fit, LearnsFromTheGivenRowsOnly) {
  const Table table = parse(small);
  const Pipeline pipeline = fit(table, 2, {0, 2});
  EXPECT_EQ(pipeline.columns[0].median, 25.0);
  EXPECT_FALSE(pipeline.columns[0].missing_indicator);
  EXPECT_EQ(reason(pipeline, "sex"), "constant ('f' in every training row)");
  EXPECT_EQ(transform(pipeline, table, {1})(0, 0), 0.0);  // imputed with the median, here the mean
}

TEST(Fit, RobustScaleIsTheQuartilesOrHalfTheRange) {
  const Table table = parse("a,b,y\n1,0,a\n2,0,b\n4,0,a\n5,0,b\n1000,9,a\n");
  const Pipeline pipeline = fit_all(table, "y", {.scaler = Scaler::robust});
  EXPECT_EQ(pipeline.columns[0].mean, 4.0);
  EXPECT_EQ(pipeline.columns[0].scale, 5.0 - 2.0);
  EXPECT_EQ(pipeline.columns[1].mean, 0.0);
  EXPECT_EQ(pipeline.columns[1].scale, 4.5);
  const auto x = transform(pipeline, table, {0, 4});
  EXPECT_DOUBLE_EQ(x(0, 0), -1.0 / std::sqrt(1.0 + 1.0 / 9.0));
  EXPECT_DOUBLE_EQ(x(1, 0), 332.0 / std::sqrt(1.0 + 332.0 * 332.0 / 9.0));
  EXPECT_DOUBLE_EQ(x(1, 1), 2.0 / std::sqrt(1.0 + 4.0 / 9.0));
}

TEST(Fit, MinmaxTakesTheTrainingRowsToTheUnitInterval) {
  const Table table = parse("a,y\n2,a\n,b\n6,a\n10,b\n");
  const Pipeline pipeline = fit(table, 1, {0, 1, 2}, {.scaler = Scaler::minmax});
  const auto x = transform(pipeline, table, all_rows(table));
  EXPECT_EQ(x.col(0), (Eigen::Vector4d(0, 0.5, 1, 2)));  // the last lies beyond, and is not clipped
}

TEST(Fit, WithoutAScalerNumbersStayAsTheyAre) {
  const Table table = parse("a,y\n-2.5,a\n,b\n7e30,a\n");
  const auto x = transform(fit_all(table, "y", {.scaler = Scaler::none}), table, all_rows(table));
  EXPECT_EQ(x(0, 0), -2.5);
  EXPECT_EQ(x(2, 0), 7e30);
}

TEST(Fit, QuartilesNextToEqualDoNotBlowUpTheRest) {
  const Table table = parse("a,y\n0,a\n0,b\n1e-300,a\n1e-300,b\n5,a\n");
  const Pipeline pipeline = fit_all(table, "y", {.scaler = Scaler::robust});
  EXPECT_EQ(pipeline.columns[0].scale, 2.5);
}

TEST(Transform, ANumberTooFarForSmoothClippingNamesItsPlace) {
  const Pipeline pipeline = fit_all(parse("a,y\n1,a\n2,b\n3,a\n"), "y", {.scaler = Scaler::robust});
  const Table far = parse("a,y\n1e150,a\n1e200,b\n");
  EXPECT_NEAR(transform(pipeline, far, {0})(0, 0), 3.0, 1e-12);
  const auto error = error_of([&] { return transform(pipeline, far, {1}); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->where().line, 3u);
}

/// 30 rows: a running number, a text of its own in each, days, numbers that are all different, y.
Table ids_and_dates() {
  std::string text = "number,key,day,x,y\n";
  for (int i = 0; i < 30; ++i)
    text += std::to_string(100 + i) + ",k" + std::to_string(i) + ",2024-02-" +
            std::to_string(1 + i % 29) + "," + std::to_string(i * i) + (i % 2 ? ",a\n" : ",b\n");
  return parse(text);
}

TEST(Fit, SetsIdsAndDatesAside) {
  const Pipeline pipeline = fit_all(ids_and_dates(), "y");
  EXPECT_EQ(pipeline.feature_names(), Texts{"x"});
  EXPECT_EQ(reason(pipeline, "number"),
            "an id: a running number from 100 to 129, different in every row");
  EXPECT_EQ(reason(pipeline, "key"), "an id: 30 different texts in 30 rows");
  EXPECT_EQ(reason(pipeline, "day"),
            "dates like '2024-02-1'; a column of numbers made of them could be used");
}

TEST(Fit, UsesColumnsAsTheCallerSays) {
  const PipelineOptions options{
      .ignore = {"x"}, .categorical = {"key", "2"}, .numeric = {"number"}, .id_column = ""};
  const Pipeline pipeline = fit_all(ids_and_dates(), "y", options);
  ASSERT_EQ(pipeline.columns.size(), 3u);
  EXPECT_EQ(pipeline.columns[0].kind, ColumnKind::numeric);
  EXPECT_EQ(pipeline.columns[1].levels.size(), 30u);
  EXPECT_EQ(pipeline.columns[2].levels.size(), 29u);
  const Pipeline with_id = fit_all(
      ids_and_dates(), "y", {.numeric = {"number"}, .weight_column = "x", .id_column = "key"});
  EXPECT_EQ(with_id.id_column, "key");
  EXPECT_EQ(reason(with_id, "key"), "it holds the ids of the rows");
  EXPECT_EQ(reason(with_id, "x"), "it holds the weights of the rows");
}

TEST(Fit, NumbersOnRequestAreLevels) {
  const Table table = parse("g,x,y\n1,4,a\n2,5,b\n1.0,6,a\n3,7,b\n");
  const Pipeline pipeline = fit_all(table, "y", {.categorical = {"g"}});
  EXPECT_EQ(pipeline.feature_names(), (Texts{"g=1", "g=1.0", "g=2", "g=3", "x"}));
}

TEST(Fit, RefusesContradictionsAboutColumns) {
  const Table table = ids_and_dates();
  for (const PipelineOptions& options :
       {PipelineOptions{.ignore = {"x"}, .numeric = {"3"}}, PipelineOptions{.numeric = {"y"}},
        PipelineOptions{.weight_column = "x", .id_column = "x"},
        PipelineOptions{.categorical = {"x"}, .weight_column = "x"}}) {
    const auto error = error_of([&] { return fit_all(table, "y", options); });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code(), ErrorCode::invalid_argument);
    EXPECT_NE(error->message().find("name it once"), std::string::npos);
  }
  EXPECT_TRUE(error_of([&] { return fit_all(table, "y", {.numeric = {"nope"}}); }));
}

TEST(Fit, ATextInAColumnThatIsToBeNumericNamesItsPlace) {
  const auto error =
      error_of([] { return fit_all(parse("x,y\n1,a\n2,b\nmany,a\n"), "y", {.numeric = {"x"}}); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), ErrorCode::data);
  EXPECT_EQ(error->where().line, 4u);
  EXPECT_EQ(error->where().column, 1u);
}

TEST(Weights, AreNumbersOfZeroOrMore) {
  EXPECT_EQ(read_weights(parse("w,y\n0,a\n2.5,b\n1,a\n"), 0), (std::vector<double>{0, 2.5, 1}));
  for (const auto& [text, line] :
       {std::pair{"w,y\n1,a\n-2,b\n", 3u}, std::pair{"w,y\n1,a\n1,b\n,a\n", 4u},
        std::pair{"w,y\nlots,a\n1,b\n", 2u}}) {
    const auto error = error_of([&] {
      return read_weights(crescent::data::parse_csv(text, "t.csv", {.header = true}), 0);
    });
    ASSERT_TRUE(error) << text;
    EXPECT_EQ(error->code(), ErrorCode::data);
    EXPECT_EQ(error->where().line, line);
    EXPECT_EQ(error->where().column, 1u);
  }
  EXPECT_TRUE(error_of([] { return read_weights(parse("w,y\n0,a\n0,b\n"), 0); }));
}

TEST(Scalers, AreKnownByName) {
  for (const std::string& text : scaler_names()) EXPECT_EQ(name(parse_scaler(text)), text);
  const auto error = error_of([] { return parse_scaler("robst"); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), ErrorCode::invalid_argument);
}

TEST(Fit, SaysWhyAColumnIsNotUsed) {
  const Table table = parse(
      "x,same,none,id,dirty,mine,y\n"
      "1,7,NA,u1,1,5,a\n2,7,,u2,2,6,b\n3,7.0,?,u3,3,7,a\n4,7,,u4,oops,8,b\n");
  const Pipeline pipeline = fit_all(table, "y", {.ignore = {"mine"}, .max_levels = 3});
  EXPECT_EQ(pipeline.feature_names(), Texts{"x"});
  EXPECT_EQ(reason(pipeline, "same"), "constant ('7' in every training row)");
  EXPECT_EQ(reason(pipeline, "none"), "no value in the training rows");
  EXPECT_EQ(reason(pipeline, "id"), "4 distinct texts, more than 3");
  EXPECT_EQ(reason(pipeline, "dirty"),
            "4 distinct texts, more than 3; the first that is no number is 'oops' on line 5");
  EXPECT_EQ(reason(pipeline, "mine"), "ignored on request");
  EXPECT_EQ(fit_all(table, "y", {.max_levels = 4}).columns[1].levels.size(), 4u);
}

TEST(Fit, NumbersThatDifferByRoundingOnlyAreConstant) {
  const Table table = parse(
      "x,c,y\n1,0.1,a\n2,0.1,b\n3,0.1,a\n4,0.1,b\n5,0.10000000000000002,a\n6,0.1,b\n7,0.1,b\n");
  EXPECT_EQ(reason(fit_all(table, "y"), "c"), "constant ('0.1' in every training row)");
}

TEST(Fit, ASingleNumberAndMissingCellsAreTwoLevels) {
  const Table table = parse("x,flag,y\n1,5,a\n2,,b\n3,5,a\n4,,b\n5,9,a\n");
  const Pipeline pipeline = fit(table, 2, {0, 1, 2, 3});
  EXPECT_EQ(pipeline.feature_names(), (Texts{"x", "flag is missing", "flag=5"}));
  std::vector<UnseenLevels> unseen;
  const auto x = transform(pipeline, table, {1, 4}, &unseen);
  EXPECT_EQ(x(0, 1), 1.0);
  EXPECT_EQ(x(1, 1), 0.0);
  EXPECT_EQ(x(1, 2), 0.0);
  ASSERT_EQ(unseen.size(), 1u);
  EXPECT_EQ(unseen[0].first, "9");
}

TEST(Fit, NumbersTooLargeToScaleAreSkipped) {
  const Table table = parse("x,big,y\n1,1e308,a\n2,-1e308,b\n3,1.5e308,a\n");
  EXPECT_EQ(reason(fit_all(table, "y"), "big"), "numbers too large to scale");
}

TEST(Fit, RefusesWhatCannotBeLearned) {
  const Table table = parse("x,id,y\n1,u,a\n1,u,b\n");
  const auto nothing = error_of([&] { return fit_all(table, "y"); });
  ASSERT_TRUE(nothing);
  EXPECT_EQ(nothing->code(), ErrorCode::data);
  EXPECT_NE(nothing->message().find("x: constant"), std::string::npos);
  const auto target = error_of([&] { return fit_all(table, "y", {.ignore = {"2"}}); });
  ASSERT_TRUE(target);
  EXPECT_EQ(target->code(), ErrorCode::invalid_argument);
  EXPECT_EQ(error_of([&] { return fit(table, 2, {}); })->code(), ErrorCode::data);
  EXPECT_TRUE(error_of([&] { return fit_all(table, "y", {.ignore = {"nope"}}); }));
}

TEST(Transform, MatchesColumnsByName) {
  const Table table = parse(small);
  const Pipeline pipeline = fit_all(table, "y");
  const Table other = parse("extra,sex,age\n1,m,40\n2,f,10\n");
  const auto x = transform(pipeline, other, {1, 0});
  const auto y = transform(pipeline, table, {0});
  EXPECT_EQ(x.row(0), y.row(0));
}

TEST(Transform, UnseenLevelsAreZerosAndCounted) {
  const Pipeline pipeline = fit_all(parse("s,t,y\nf,a,0\nm,b,1\n"), "y");
  std::vector<UnseenLevels> unseen(3);
  const Table other = parse("s,t\nx,a\nf,b\nz,a\n,a\n");
  const auto x = transform(pipeline, other, all_rows(other), &unseen);
  EXPECT_EQ(x.leftCols(2).rowwise().sum(), (Eigen::Vector4d(0, 1, 0, 0)));
  ASSERT_EQ(unseen.size(), 1u);
  EXPECT_EQ(unseen[0].column, "s");
  EXPECT_EQ(unseen[0].count, 3u);
  EXPECT_EQ(unseen[0].first, "x");
}

TEST(Transform, LevelsAreComparedAsWritten) {
  const Pipeline pipeline = fit_all(parse("g,v,y\n1,5,a\nx,6,b\n1,7,a\n"), "y");
  const Table numbers = parse("g,v\n1,5\n1.0,5\n");
  EXPECT_TRUE(numbers.columns[0].is_numeric);
  const auto x = transform(pipeline, numbers, {0, 1});
  EXPECT_EQ(x(0, 0), 1.0);
  EXPECT_EQ(x(1, 0), 0.0);
}

TEST(Transform, NamesTheColumnThatIsNotThere) {
  const Pipeline pipeline = fit_all(parse(small), "y");
  const auto error =
      error_of([&] { return transform(pipeline, parse("Age,sex\n1,f\n2,m\n"), {0}); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), ErrorCode::data);
  EXPECT_STREQ(error->what(),
               "t.csv: there is no column 'age' (did you mean 'Age'?); the columns are: Age, sex");
}

TEST(Transform, AnIndexIsNoName) {
  const Pipeline pipeline = fit_all(parse("1,a\n2,b\n3,a\n"), "1");
  EXPECT_EQ(pipeline.columns[0].name, "0");
  EXPECT_TRUE(error_of([&] { return transform(pipeline, parse("x,y\n1,a\n2,b\n"), {0}); }));
}

TEST(Transform, TextAmongNumbersNamesItsPlace) {
  const Pipeline pipeline = fit_all(parse(small), "y");
  const Table other = parse("sex,age\nf,1\n\nm,old\nf,3\n");
  const auto error = error_of([&] { return transform(pipeline, other, {0, 1, 2}); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), ErrorCode::data);
  EXPECT_EQ(std::string(error->what()).find("t.csv:4:2: 'old' is no number"), 0u) << error->what();
  EXPECT_FALSE(error_of([&] { return transform(pipeline, other, {0, 2}); }));
}

TEST(Classes, AreSortedAsNumbersOrAsText) {
  EXPECT_EQ(find_classes(parse("x,y\n1,10\n2,9\n3,9\n4,-1\n"), 1), (Texts{"-1", "9", "10"}));
  EXPECT_EQ(find_classes(parse("x,y\n1,10\n2,9\n3,nine\n"), 1), (Texts{"10", "9", "nine"}));
  EXPECT_EQ(find_classes(parse("x,y\n1,b\n2,\n3,a\n"), 1), (Texts{"a", "b"}));
}

TEST(Classes, NumbersOfOneValueAreOneClass) {
  const Table table = parse("x,y\n1,1.0\n2,1\n3,2.0\n4,02.0\n");
  EXPECT_EQ(find_classes(table, 1), (Texts{"1", "2.0"}));
  EXPECT_EQ(encode_labels(table, "y", {"1", "2.0"}), (std::vector<int>{0, 0, 1, 1}));
}

TEST(Classes, RefusesFewerThanTwo) {
  const auto one = error_of([] { return find_classes(parse("x,y\n1,a\n2,a\n3,\n"), 1); });
  ASSERT_TRUE(one);
  EXPECT_EQ(one->code(), ErrorCode::data);
  EXPECT_NE(one->message().find("only 'a'"), std::string::npos);
  const auto none = error_of([] { return find_classes(parse("x,y\n1,\n2,NA\n"), 1); });
  ASSERT_TRUE(none);
  EXPECT_NE(none->message().find("no label at all"), std::string::npos);
}

std::string target_of(std::size_t distinct, std::size_t repeats, const std::string& suffix) {
  std::string text = "x,y\n";
  for (std::size_t i = 0; i < distinct * repeats; ++i)
    text += std::to_string(i) + "," + std::to_string(i % distinct) + suffix + "\n";
  return text;
}

TEST(Classes, RefusesIdentifiers) {
  for (const char* suffix : {"", ".5", "id"}) {
    const auto error = error_of([&] { return find_classes(parse(target_of(101, 1, suffix)), 1); });
    ASSERT_TRUE(error) << suffix;
    EXPECT_EQ(error->code(), ErrorCode::data);
    EXPECT_NE(error->message().find("101 different labels in 101 rows"), std::string::npos);
    EXPECT_EQ(find_classes(parse(target_of(101, 3, suffix)), 1).size(), 101u);
    EXPECT_EQ(find_classes(parse(target_of(100, 1, suffix)), 1).size(), 100u);
  }
}

TEST(Target, ManyDifferentNumbersAreAQuantity) {
  for (const auto& [distinct, suffix, task] :
       {std::tuple{101, "", Task::regression}, std::tuple{100, "", Task::classification},
        std::tuple{21, ".5", Task::regression}, std::tuple{20, ".5", Task::classification},
        std::tuple{101, "id", Task::classification}}) {
    const Table table = parse(target_of(static_cast<std::size_t>(distinct), 3, suffix));
    const auto target = read_target(table, 1);
    EXPECT_EQ(target.task, task) << distinct << suffix;
    EXPECT_EQ(target.classes.empty(), task == Task::regression);
  }
}

TEST(Target, TheTaskCanBeSaid) {
  const Table table = parse("x,y\n1,3\n2,\n3,4.5\n4,3\n");
  const auto quantity = read_target(table, 1, Task::regression);
  EXPECT_EQ(quantity.name, "y");
  EXPECT_EQ(quantity.values[2], 4.5);
  EXPECT_TRUE(quantity.is_missing(1));
  EXPECT_FALSE(quantity.is_missing(0));
  const auto classes = read_target(table, 1, Task::classification);
  EXPECT_EQ(classes.classes, (std::vector<std::string>{"3", "4.5"}));
  EXPECT_EQ(classes.y, (std::vector<int>{0, -1, 1, 0}));
  EXPECT_TRUE(classes.is_missing(1));
}

TEST(Target, AQuantityNeedsNumbersThatDiffer) {
  const auto text =
      error_of([] { return read_target(parse("x,y\n1,3\n2,many\n"), 1, Task::regression); });
  ASSERT_TRUE(text);
  EXPECT_EQ(text->code(), ErrorCode::data);
  EXPECT_EQ(text->where().line, 3u);
  EXPECT_EQ(text->where().column, 2u);
  EXPECT_NE(text->message().find("'many'"), std::string::npos);
  for (const char* file : {"x,y\n1,3\n2,3\n", "x,y\n1,\n2,\n"}) {
    EXPECT_EQ(error_of([&] { return read_target(parse(file), 1, Task::regression); })->code(),
              ErrorCode::data);
  }
}

TEST(Labels, AreNumberedAndMissingOnesAreMinusOne) {
  const Table table = parse("y,x\nb,1\n,2\na,3\n");
  EXPECT_EQ(encode_labels(table, "y", {"a", "b"}), (std::vector<int>{1, -1, 0}));
  EXPECT_TRUE(error_of([&] { return encode_labels(table, "z", {"a", "b"}); }));
}

TEST(Labels, AnUnknownOneNamesItsPlaceAndTheClasses) {
  const auto error = error_of([] {
    return encode_labels(parse("x,y\n1,a\n2,c\n"), "y", {"a", "b"});
  });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), ErrorCode::data);
  EXPECT_STREQ(error->what(),
               "t.csv:3:2: 'c' in the target 'y' is none of the model's classes: 'a', 'b'; correct "
               "the label or leave it empty");
}

namespace fs = std::filesystem;
const fs::path folder = CRESCENT_DATA_DIR;

class RealTables : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(folder)) GTEST_SKIP() << folder << " is not there";
  }
  static Table read(const char* path) { return crescent::data::read_csv(folder / path); }
};

TEST_F(RealTables, ScaledInputsHaveMeanZeroAndDeviationOne) {
  const Table table = read("spambase/spambase.data");
  const auto x = transform(fit_all(table, "57"), table, all_rows(table));
  ASSERT_EQ(x.cols(), 57);
  const double n = static_cast<double>(x.rows());
  // Sums of 4601 terms that reach 100: rounding of about 4601 * 100 * 1e-16 / n each.
  EXPECT_LT((x.colwise().sum() / n).cwiseAbs().maxCoeff(), 1e-12);
  EXPECT_LT(((x.array().square().colwise().sum() / n) - 1.0).abs().maxCoeff(), 1e-12);
}

TEST_F(RealTables, WineLabelsAreClassesAndHousePricesAreNot) {
  EXPECT_EQ(find_classes(read("wine/wine.csv"), 13), (Texts{"1", "2", "3"}));
  const Table housing = read("california_housing/housing.csv");
  const Pipeline by_value = fit_all(housing, "median_house_value");
  EXPECT_EQ(by_value.task(), Task::regression);
  EXPECT_TRUE(by_value.classes.empty());
  const Pipeline by_ocean = fit_all(housing, "ocean_proximity");
  EXPECT_EQ(by_ocean.classes, (Texts{"<1H OCEAN", "INLAND", "ISLAND", "NEAR BAY", "NEAR OCEAN"}));
  EXPECT_TRUE(by_ocean.columns[4].missing_indicator);
}

TEST_F(RealTables, AdultTestLabelsEndInADotAndALevelIsMissingThere) {
  const Table train = read("adult/adult-train.csv");
  const Table test = read("adult/adult-test.csv");
  const Pipeline pipeline = fit_all(train, "14");
  EXPECT_EQ(pipeline.classes, (Texts{"<=50K", ">50K"}));
  EXPECT_EQ(pipeline.features(), 6 + 9 + 16 + 7 + 15 + 6 + 5 + 2 + 42);
  std::vector<UnseenLevels> unseen;
  EXPECT_EQ(transform(pipeline, test, all_rows(test), &unseen).rows(), 16281);
  EXPECT_TRUE(unseen.empty());
  unseen.clear();
  transform(fit_all(test, "14"), train, all_rows(train), &unseen);
  ASSERT_EQ(unseen.size(), 1u);
  EXPECT_EQ(unseen[0].first, "Holand-Netherlands");
  const auto error = error_of([&] { return encode_labels(test, "14", pipeline.classes); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->where().line, 1u);
  EXPECT_EQ(error->where().column, 15u);
  EXPECT_EQ(error->message().find("'<=50K.' in the target '14'"), 0u);
}

TEST_F(RealTables, PenguinsRawHasColumnsToLeaveOut) {
  const Pipeline pipeline = fit_all(read("penguins/penguins_raw.csv"), "Species");
  EXPECT_EQ(reason(pipeline, "Region"), "constant ('Anvers' in every training row)");
  EXPECT_EQ(reason(pipeline, "Stage"), "constant ('Adult, 1 Egg Stage' in every training row)");
  EXPECT_EQ(reason(pipeline, "Individual ID"), "190 distinct texts, more than 100");
  EXPECT_EQ(reason(pipeline, "Sample Number"), "used");
  EXPECT_EQ(reason(pipeline, "Date Egg"),
            "dates like '2007-11-11'; a column of numbers made of them could be used");
}

TEST_F(RealTables, TitanicAndTelcoHaveIdentifiers) {
  const Pipeline titanic = fit_all(read("titanic3/titanic3.csv"), "survived");
  EXPECT_EQ(reason(titanic, "name"), "an id: 1307 different texts in 1309 rows");
  EXPECT_NE(reason(titanic, "ticket"), "used");
  EXPECT_NE(reason(titanic, "cabin"), "used");
  EXPECT_EQ(titanic.classes, (Texts{"0", "1"}));
  const Pipeline telco = fit_all(read("telco_churn/Telco-Customer-Churn.csv"), "Churn");
  EXPECT_EQ(telco.skipped.size(), 1u);
  EXPECT_EQ(reason(telco, "customerID"), "an id: 7043 different texts in 7043 rows");
}

TEST_F(RealTables, DigitsHaveConstantColumns) {
  const Pipeline pipeline = fit_all(read("optdigits/optdigits.tra"), "64");
  EXPECT_EQ(pipeline.classes.size(), 10u);
  EXPECT_EQ(reason(pipeline, "0"), "constant ('0' in every training row)");
  EXPECT_EQ(pipeline.features() + static_cast<Index>(pipeline.skipped.size()), 64);
}

}  // namespace
