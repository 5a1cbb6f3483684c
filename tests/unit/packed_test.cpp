// A packed file holds the very table of the CSV file it was made of, and broken ones are refused.
#include <cmath>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include <crescent/base/file.hpp>
#include <crescent/data/packed.hpp>
#include <crescent/data/read.hpp>

#include "error_of.hpp"

namespace crescent::tests {
namespace {

namespace fs = std::filesystem;

/// A folder of its own for the test at hand.
fs::path folder() {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  const fs::path path = fs::path(testing::TempDir()) / (std::string("packed_") + test->name());
  fs::create_directories(path);
  return path;
}

fs::path packed_of(const fs::path& csv, const data::CsvOptions& options = {}) {
  const fs::path packed = folder() / "table.crescent";
  data::pack(csv, packed, options);
  return packed;
}

fs::path written(const std::string& text) {
  const fs::path csv = folder() / "table.csv";
  write_file(csv, text);
  return csv;
}

void expect_same(const data::Column& a, const data::Column& b, const std::string& what) {
  EXPECT_EQ(a.name, b.name) << what;
  ASSERT_EQ(a.is_numeric, b.is_numeric) << what;
  EXPECT_EQ(a.codes, b.codes) << what;
  EXPECT_EQ(a.levels, b.levels) << what;
  EXPECT_EQ(a.first_text_row, b.first_text_row) << what;
  EXPECT_EQ(a.missing_count, b.missing_count) << what;
  ASSERT_EQ(a.numbers.size(), b.numbers.size()) << what;
  for (std::size_t row = 0; row < a.numbers.size(); ++row) {
    ASSERT_EQ(a.is_missing(row), b.is_missing(row)) << what << ", row " << row;
    if (a.is_missing(row)) continue;
    ASSERT_EQ(a.numbers[row], b.numbers[row]) << what << ", row " << row;
    ASSERT_EQ(std::signbit(a.numbers[row]), std::signbit(b.numbers[row])) << what;
  }
}

void expect_same_tables(const fs::path& csv, const data::CsvOptions& options = {}) {
  const data::Table table = data::read_csv(csv, options);
  const data::Table packed = data::read_table(packed_of(csv, options));
  EXPECT_EQ(packed.has_header, table.has_header);
  EXPECT_EQ(packed.notes, table.notes) << csv;
  ASSERT_EQ(packed.columns.size(), table.columns.size());
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const std::string what = csv.string() + ", column " + table.columns[c].name;
    expect_same(packed.columns[c], table.columns[c], what);
    expect_same(packed.as_text(c), table.as_text(c), what + " as text");
    for (const std::size_t row : {std::size_t{0}, table.rows() / 2, table.rows() - 1})
      EXPECT_EQ(packed.cell(c, row), table.cell(c, row)) << what;
  }
}

TEST(Packed, HoldsTheTablesOfAllRealFiles) {
  const fs::path data = CRESCENT_DATA_DIR;
  if (!fs::exists(data)) GTEST_SKIP() << data << " is not there";
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(data)) {
    const std::string name = entry.path().filename().string();
    if (name.find(".csv") == std::string::npos && !name.ends_with(".data")) continue;
    expect_same_tables(entry.path());
    ++files;
  }
  EXPECT_GT(files, 0U);
}

TEST(Packed, KeepsNumbersOfEverySizeAndTheirSpelling) {
  expect_same_tables(
      written("tiny,short,int,single,double,spelled,text,gap\n"
              "1,300,70000,0.5,0.1,007,a,\n"
              "-127,-32767,-2147483647,1.25,1e300,1.0,12,NA\n"
              "-128,-32768,-2147483648,-0.0,-0,+5,b,3\n"
              ",,,,,1e3,,\n"));
}

TEST(Packed, KeepsMoreLevelsAndRowsThanOneGroupHolds) {
  std::string text = "id,late,few\n";
  for (int i = 0; i < 70000; ++i)
    text += "r" + std::to_string(i) + "," + (i < 69999 ? std::to_string(i % 7) : "x") + "," +
            (i % 3 == 0 ? "" : std::to_string(i % 5) + ".0") + "\n";
  expect_same_tables(written(text));
}

TEST(Packed, SettlesHowTheTextIsRead) {
  const fs::path csv = written("1;-9\n2;4\n");
  data::CsvOptions options{.delimiter = ';', .header = false};
  options.na_values.emplace_back("-9");
  expect_same_tables(csv, options);
  const auto error = error_of([&] { return data::read_table(packed_of(csv), options); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), ErrorCode::invalid_argument);
}

TEST(Packed, RefusesEveryCutAndEveryChangedByteOfItsDirectory) {
  const std::string bytes = read_file(packed_of(written("x,y\n1,a\n2.50,b\n")));
  for (std::size_t size = 18; size < bytes.size(); ++size) {
    const auto error =
        error_of([&] { return data::parse_packed(FileBytes(bytes.substr(0, size)), "cut"); });
    ASSERT_TRUE(error) << size;
    EXPECT_EQ(error->code(), ErrorCode::parse);
  }
  for (std::size_t at = bytes.size() - 40; at < bytes.size(); ++at) {
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_TRUE(error_of([&] { return data::parse_packed(FileBytes(changed), "changed"); })) << at;
  }
}

TEST(Packed, LeavesNothingWhereTheTextCannotBeRead) {
  const fs::path csv = written("x,y\n1,2\n3\n"), packed = folder() / "none.crescent";
  EXPECT_TRUE(error_of([&] { return data::pack(csv, packed); }));
  EXPECT_FALSE(fs::exists(packed));
  const auto error = error_of([&] { return data::pack("-", packed); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace crescent::tests
