// What columns hold, found from their cells alone.
#include <functional>
#include <numeric>
#include <string>

#include <gtest/gtest.h>

#include <crescent/data/csv.hpp>
#include <crescent/preprocess/types.hpp>

namespace {

using namespace crescent::preprocess;

/// The type of a column of the given cells.
InferredType type_of(const std::vector<std::string>& cells) {
  std::string text = "x;other\n";
  for (const std::string& cell : cells) text += cell + ";a\n";
  const auto table = crescent::data::parse_csv(text, "t.csv", {.delimiter = ';', .header = true});
  std::vector<std::size_t> rows(table.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return infer_type(table, 0, rows);
}

std::vector<std::string> cells(int count, const std::function<std::string(int)>& cell) {
  std::vector<std::string> all;
  for (int i = 0; i < count; ++i) all.push_back(cell(i));
  return all;
}

TEST(Types, ConstantColumns) {
  EXPECT_EQ(type_of({"5", "5", "5"}).type, ColumnType::constant);
  EXPECT_EQ(type_of({"5", "5.0", "5"}).type, ColumnType::constant);
  EXPECT_EQ(type_of({"a", "a"}).type, ColumnType::constant);
  EXPECT_EQ(type_of({"", "NA", "?"}).type, ColumnType::constant);
  EXPECT_EQ(type_of({"", "NA", "?"}).reason, "no value");
  // Whether the one value is there says something.
  EXPECT_EQ(type_of({"5", "", "5"}).type, ColumnType::categorical);
  EXPECT_EQ(type_of({"a", "", "a"}).type, ColumnType::categorical);
}

TEST(Types, Booleans) {
  EXPECT_EQ(type_of({"0", "1", "0"}).type, ColumnType::boolean);
  EXPECT_EQ(type_of({"1", "0", ""}).type, ColumnType::boolean);
  for (const auto& [a, b] :
       {std::pair{"yes", "no"}, std::pair{"Yes", "NO"}, std::pair{"y", "n"},
        std::pair{"TRUE", "FALSE"}, std::pair{"t", "f"}, std::pair{"on", "off"}})
    EXPECT_EQ(type_of({a, b, b, ""}).type, ColumnType::boolean) << a;
  EXPECT_EQ(type_of({"1", "2", "1"}).type, ColumnType::numeric);
  EXPECT_EQ(type_of({"yes", "no", "maybe"}).type, ColumnType::categorical);
  EXPECT_EQ(type_of({"yes", "off"}).type, ColumnType::categorical);
  EXPECT_EQ(type_of({"male", "female"}).type, ColumnType::categorical);
}

TEST(Types, Dates) {
  for (const auto& two : std::vector<std::vector<std::string>>{
           {"2024-02-29", "1999-12-31"},
           {"2024/02/29", "1999/12/31"},
           {"2024-02-29 23:59", "1999-12-31T00:00:00"},
           {"2024-02-29T23:59:59.123Z", "1999-12-31T00:00:00+01:00"},
           {"2024-02-29T23:59:59+0530", "1999-12-31"},
           {"20240229", "19991231"},
           {"29.02.2024", "1.1.99"},
           {"29.02.2024 12:30", "01.01.1999 0:00"},
           {"02/29/2024", "12/31/1999"},
           {"29/02/2024", "31/12/1999"},
           {"3/4/24", "4/3/24"}}) {
    EXPECT_EQ(type_of(two).type, ColumnType::date) << two[0];
    EXPECT_EQ(type_of({two[0], "", two[1]}).type, ColumnType::date) << two[0];
    EXPECT_EQ(type_of({two[0], "soon", two[1]}).type, ColumnType::categorical) << two[0];
  }
}

TEST(Types, WhatOnlyLooksLikeADateIsNone) {
  for (const auto& two : std::vector<std::vector<std::string>>{
           {"2023-02-29", "2023-02-28"},  // no leap year
           {"29.02.2024", "02/29/2024"},  // two forms
           {"31/12/1999", "12/31/1999"},  // the day first, and the month first
           {"2024-13-01", "2024-12-01"},
           {"2024-01-01 25:00", "2024-01-01"},
           {"2024-01-01x", "2024-01-01"},
           {"1.2.345", "1.2.3"},
           {"12:30", "13:30"}})
    EXPECT_EQ(type_of(two).type, ColumnType::categorical) << two[0];
  EXPECT_EQ(type_of({"20240230", "20240229"}).type, ColumnType::numeric);
  EXPECT_EQ(type_of({"10000101", "20240229"}).type, ColumnType::numeric);
}

TEST(Types, Ids) {
  EXPECT_EQ(type_of(cells(20, [](int i) { return "u" + std::to_string(i); })).type, ColumnType::id);
  EXPECT_EQ(type_of(cells(19, [](int i) { return "u" + std::to_string(i); })).type,
            ColumnType::categorical);
  // 1 of 20 may be there twice, not 2.
  EXPECT_EQ(type_of(cells(20, [](int i) { return "u" + std::to_string(i == 7 ? 3 : i); })).type,
            ColumnType::id);
  EXPECT_EQ(type_of(cells(20, [](int i) { return "u" + std::to_string(i < 3 ? 0 : i); })).type,
            ColumnType::categorical);
  EXPECT_EQ(type_of(cells(40, [](int i) { return std::to_string(1000 + i * 7 % 40); })).type,
            ColumnType::id);
}

TEST(Types, NumbersThatAllDifferAreNoIdForThatAlone) {
  EXPECT_EQ(type_of(cells(40, [](int i) { return std::to_string(i * i); })).type,
            ColumnType::numeric);
  EXPECT_EQ(type_of(cells(40, [](int i) { return std::to_string(i) + ".5"; })).type,
            ColumnType::numeric);
  EXPECT_EQ(type_of(cells(40, [](int i) { return std::to_string(i * 3); })).type,
            ColumnType::numeric);
  EXPECT_EQ(type_of(cells(40, [](int i) { return std::to_string(i == 39 ? 0 : i); })).type,
            ColumnType::numeric);
  EXPECT_EQ(type_of(cells(40, [](int i) { return i == 39 ? "" : std::to_string(i); })).type,
            ColumnType::numeric);
}

TEST(Types, TheGivenRowsDecide) {
  const auto table = crescent::data::parse_csv("x,y\n1,a\n1,b\n2,c\n", "t.csv", {});
  EXPECT_EQ(infer_types(table, {0, 1})[0].type, ColumnType::constant);
  EXPECT_EQ(infer_types(table, {0, 2})[0].type, ColumnType::numeric);
  EXPECT_EQ(name(infer_types(table, {0, 2})[1].type), "categorical");
}

}  // namespace
