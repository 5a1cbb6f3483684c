// Real files, each awkward in its own way. The counts are those of the files' descriptions, checked
// with Python's csv module.
#include <algorithm>
#include <filesystem>
#include <numeric>

#include <gtest/gtest.h>

#include <crescent/data/csv.hpp>

#include "unit/error_of.hpp"

namespace {

using namespace crescent::data;
namespace fs = std::filesystem;

const fs::path folder = CRESCENT_DATA_DIR;

struct File {
  const char* path;
  std::size_t rows;
  std::size_t columns;
  bool header;
  std::size_t missing;
  std::size_t numeric;  // columns
  const char* first_name;
  std::size_t first_line;  // of the first row

  friend void PrintTo(const File& file, std::ostream* out) { *out << file.path; }
};

std::size_t missing_cells(const Column& column) {
  std::size_t missing = 0;
  for (std::size_t row = 0; row < column.rows(); ++row) missing += column.is_missing(row);
  EXPECT_EQ(missing, column.missing_count);
  return missing;
}

class RealFile : public ::testing::TestWithParam<File> {};

TEST_P(RealFile, IsReadAsDescribed) {
  const File& file = GetParam();
  if (!fs::exists(folder / file.path)) GTEST_SKIP() << (folder / file.path) << " is not there";
  const Table table = read_csv(folder / file.path);
  EXPECT_EQ(table.rows(), file.rows);
  ASSERT_EQ(table.columns.size(), file.columns);
  EXPECT_EQ(table.has_header, file.header);
  EXPECT_EQ(table.columns[0].name, file.first_name);
  EXPECT_EQ(table.line(0), file.first_line);
  std::size_t missing = 0, numeric = 0;
  for (const Column& column : table.columns) {
    missing += missing_cells(column);
    numeric += column.is_numeric;
    EXPECT_EQ(column.numbers.size(), column.is_numeric ? file.rows : 0);
    EXPECT_EQ(column.codes.size(), column.is_numeric ? 0 : file.rows);
  }
  EXPECT_EQ(missing, file.missing);
  EXPECT_EQ(numeric, file.numeric);
}

INSTANTIATE_TEST_SUITE_P(
    All, RealFile,
    ::testing::Values(
        File{"adult/adult-train.csv", 32561, 15, false, 4262, 6, "0", 1},
        File{"adult/adult-test.csv", 16281, 15, false, 2203, 6, "0", 1},
        File{"bank_marketing/bank-full.csv", 45211, 17, true, 0, 7, "age", 2},
        File{"california_housing/housing.csv", 20640, 10, true, 207, 9, "longitude", 2},
        File{"german_credit/german.csv", 1000, 21, false, 0, 8, "0", 1},
        File{"iris/iris.csv", 150, 5, false, 0, 4, "0", 1},
        File{"letter/letter-recognition.data", 20000, 17, true, 0, 16, "xbox", 2},
        File{"optdigits/optdigits.hol", 824, 65, false, 0, 65, "0", 1},
        File{"optdigits/optdigits.tes", 1797, 65, false, 0, 65, "0", 2},
        File{"optdigits/optdigits.tra", 2999, 65, false, 0, 65, "0", 2},
        File{"penguins/penguins.csv", 344, 8, true, 19, 5, "species", 2},
        File{"penguins/penguins_raw.csv", 344, 17, true, 336, 7, "studyName", 2},
        File{"spambase/spambase.data", 4601, 58, false, 0, 58, "0", 1},
        File{"telco_churn/Telco-Customer-Churn.csv", 7043, 21, true, 11, 4, "customerID", 2},
        File{"titanic3/titanic3.csv", 1309, 14, true, 3855, 7, "pclass", 2},
        File{"wine/wine.csv", 178, 14, false, 0, 14, "0", 1}),
    [](const auto& test) {
      std::string name = fs::path(test.param.path).filename().string();
      std::replace_if(
          name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
      return name;
    });

std::size_t cells(const Column& column, std::string_view text) {
  std::size_t count = 0;
  for (std::size_t row = 0; row < column.rows(); ++row) count += column.text(row) == text;
  return count;
}

class RealCells : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(folder)) GTEST_SKIP() << folder << " is not there";
  }
};

TEST_F(RealCells, AdultHasASpaceBehindEachCommaAndADotBehindTestLabels) {
  const Table train = read_csv(folder / "adult/adult-train.csv");
  EXPECT_EQ(train.columns[1].text(0), "State-gov");
  EXPECT_EQ(cells(train.columns[14], ">50K") + cells(train.columns[14], "<=50K"), train.rows());
  EXPECT_EQ(missing_cells(train.columns[13]), 583u);
  const Table test = read_csv(folder / "adult/adult-test.csv");
  EXPECT_EQ(cells(test.columns[14], ">50K.") + cells(test.columns[14], "<=50K."), test.rows());
}

TEST_F(RealCells, BankQuotesItsTextsAndItsHeader) {
  const Table table = read_csv(folder / "bank_marketing/bank-full.csv");
  EXPECT_EQ(cells(table.columns[table.find("y")], "yes"), 5289u);
  EXPECT_GT(cells(table.columns[table.find("contact")], "unknown"), 0u);
  const auto& days = table.columns[table.find("pdays")].numbers;
  EXPECT_EQ(*std::min_element(days.begin(), days.end()), -1.0);
}

TEST_F(RealCells, WineAndTelcoNumbers) {
  EXPECT_EQ(read_csv(folder / "wine/wine.csv").columns[7].numbers[0], 0.28);
  const Table telco = read_csv(folder / "telco_churn/Telco-Customer-Churn.csv");
  const Column& charges = telco.columns[telco.find("TotalCharges")];
  EXPECT_TRUE(charges.is_numeric);
  EXPECT_EQ(missing_cells(charges), 11u);
}

TEST_F(RealCells, QuotedCommasStayInTheirCell) {
  const Table titanic = read_csv(folder / "titanic3/titanic3.csv");
  EXPECT_EQ(titanic.columns[2].text(0), "Allen, Miss. Elisabeth Walton");
  EXPECT_EQ(titanic.columns.back().text(0), "St Louis, MO");
  EXPECT_EQ(titanic.columns.back().name, "home.dest");
  EXPECT_EQ(std::count_if(titanic.columns.begin(), titanic.columns.end(),
                          [](const Column& c) { return missing_cells(c) > 0; }),
            7);
  const Table raw = read_csv(folder / "penguins/penguins_raw.csv");
  EXPECT_EQ(cells(raw.columns[raw.find("Stage")], "Adult, 1 Egg Stage"), raw.rows());
  EXPECT_TRUE(raw.columns[raw.find("Culmen Length (mm)")].is_numeric);
}

TEST_F(RealCells, FilesThatAreNoTablesAreRefused) {
  for (const char* path : {"mnist/train-images-idx3-ubyte.gz", "adult/adult.names",
                           "bank_marketing/bank-names.txt", "wine/wine.names"}) {
    const auto error = crescent::tests::error_of([&] { return read_csv(folder / path); });
    ASSERT_TRUE(error) << path;
    EXPECT_EQ(error->code(), crescent::ErrorCode::parse) << path;
  }
}

}  // namespace
