// A packed file holds the very table of the CSV file it was made of, and broken ones are refused.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <crescent/base/file.hpp>
#include <crescent/data/packed.hpp>
#include <crescent/data/packed_file.hpp>
#include <crescent/data/read.hpp>
#include <crescent/data/table_stream.hpp>

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

/// The cells of all columns as they were written.
std::vector<std::string> texts_of(const data::Table& table) {
  std::vector<std::string> texts;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const data::Column column = table.as_text(c);
    for (std::size_t row = 0; row < column.rows(); ++row) texts.emplace_back(column.text(row));
  }
  return texts;
}

/// Rows of some columns, read from within a group, against a table read whole.
void expect_part(const data::PackedFile& file, const data::Table& whole, std::size_t group,
                 std::size_t first, std::size_t rows, std::size_t rows_before) {
  std::vector<data::PackedFile::Pick> picks;
  for (std::size_t c = whole.columns.size(); c-- > 0;) picks.push_back({c, true});
  const data::Table part = file.read(group, first, rows, picks);
  ASSERT_EQ(part.rows(), rows);
  for (std::size_t i = 0; i < picks.size(); ++i) {
    const std::size_t c = picks[i].column;
    const data::Column texts = whole.as_text(c), part_texts = part.as_text(i);
    EXPECT_EQ(part.columns[i].name, whole.columns[c].name);
    ASSERT_EQ(part.columns[i].is_numeric, whole.columns[c].is_numeric);
    for (std::size_t row = 0; row < rows; ++row) {
      const std::size_t there = rows_before + first + row;
      ASSERT_EQ(part_texts.text(row), texts.text(there)) << c << ", row " << there;
      if (row % 97 == 0) {
        ASSERT_EQ(part.cell(i, row), whole.cell(c, there));
      }
      if (part.columns[i].is_numeric && !part.columns[i].is_missing(row)) {
        ASSERT_EQ(part.columns[i].numbers[row], whole.columns[c].numbers[there]);
      }
    }
    if (whole.columns[c].is_numeric) continue;
    const auto codes = file.codes(group, c);
    const auto before = static_cast<std::ptrdiff_t>(rows_before);
    EXPECT_TRUE(std::equal(codes.begin(), codes.end(), whole.columns[c].codes.begin() + before));
    EXPECT_EQ(file.head().columns[c].levels, whole.columns[c].levels);
  }
}

TEST(Packed, IsReadGroupByGroupAsTheWhole) {
  std::string text = "id,text,number,spelled\n";
  for (int i = 0; i < 70000; ++i)
    text += "r" + std::to_string(i) + "," + (i % 3 == 0 ? "" : "t" + std::to_string(i / 1000)) +
            "," + std::to_string(i * 0.37) + "," + (i % 5 == 0 ? "NA" : std::to_string(i) + ".0") +
            "\n";
  const fs::path packed = packed_of(written(text));
  const data::Table whole = data::read_table(packed);
  const data::PackedFile file(packed);
  ASSERT_EQ(file.rows(), whole.rows());
  ASSERT_EQ(file.group_rows().size(), 3U);
  std::size_t before = 0;
  for (std::size_t g = 0; g < 3; ++g) {
    const std::size_t rows = file.group_rows()[g];
    expect_part(file, whole, g, 0, rows, before);
    expect_part(file, whole, g, rows / 3, 1000, before);
    before += rows;
  }
  EXPECT_EQ(before, whole.rows());
}

TEST(Packed, IsAStreamOfTablesInSmallMemory) {
  const fs::path csv = written("x,y\n1.50,a\n2,b\n,c\n");
  const auto stream = data::open_tables(packed_of(csv));
  std::vector<std::string> texts;
  std::size_t tables = 0;
  for (; const auto table = stream->next(2); ++tables)
    for (std::string& text : texts_of(*table)) texts.push_back(std::move(text));
  EXPECT_EQ(tables, 2U);
  EXPECT_EQ(texts, (std::vector<std::string>{"1.50", "2", "a", "b", "", "c"}));
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
    const fs::path file = folder() / "changed.crescent";
    write_file(file, changed);
    EXPECT_TRUE(error_of([&] { return data::PackedFile(file).rows(); })) << at;
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
