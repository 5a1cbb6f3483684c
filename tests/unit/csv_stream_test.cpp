#include <cstdio>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include <crescent/base/file.hpp>
#include <crescent/data/csv_stream.hpp>

#include "unit/error_of.hpp"

namespace {

using namespace crescent::data;
using crescent::tests::error_of;
namespace fs = std::filesystem;

/// A file that is there for one test.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& contents)
      : path_(fs::temp_directory_path() / ("crescent_stream_" + std::to_string(::getpid()))) {
    crescent::write_file(path_, contents);
  }
  ~TemporaryFile() { fs::remove(path_); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// 200,000 rows (3 MB) with a line break inside quotes here and there.
std::string long_text() {
  std::string text = "# note\nid,name,name\n";
  for (int row = 0; row < 200'000; ++row)
    text += std::to_string(row) + (row % 1000 == 7 ? ",\"two\nlines\"," : ",one,") +
            std::to_string(row % 10) + "\n";
  return text;
}

/// The same without quotes: blank lines, CRLF, a line end that is a CR alone, none at the end.
std::string long_plain_text(bool bare_cr) {
  std::string text = "# note\nid,name,name\n";
  for (int row = 0; row < 150'000; ++row) {
    text += std::to_string(row) + ",one," + std::to_string(row % 10);
    if (row < 149'999) text += row % 1000 == 7 ? "\r\n \t\n\n" : "\n";
    if (bare_cr && row % 70'001 == 70'000) text.back() = '\r';
  }
  return text;
}

class CsvStreamOf : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Texts, CsvStreamOf,
                         testing::Values(long_text(), long_plain_text(false),
                                         long_plain_text(true)),
                         [](const auto& text) { return std::to_string(text.index); });

TEST_P(CsvStreamOf, TablesTogetherAreTheFile) {
  const std::string& text = GetParam();
  const TemporaryFile file(text);
  const Table whole = parse_csv(text, "whole");
  for (const std::size_t most : {1'000u, 65'536u, 1'000'000u}) {
    CsvStream stream(file.path());
    EXPECT_EQ(stream.names(), (std::vector<std::string>{"id", "name", "name_2"}));
    std::size_t row = 0;
    bool first = true;
    while (const auto table = stream.next(most)) {
      ASSERT_LE(table->rows(), most);
      EXPECT_EQ(table->notes.size(), first ? 1u : 0u);
      first = false;
      for (std::size_t i = 0; i < table->rows(); ++i) {
        ASSERT_EQ(table->columns[0].numbers[i], whole.columns[0].numbers[row + i]);
        ASSERT_EQ(table->columns[1].text(i), whole.columns[1].text(row + i));
      }
      EXPECT_EQ(table->line(table->rows() - 1), whole.line(row + table->rows() - 1));
      row += table->rows();
    }
    EXPECT_EQ(row, whole.rows());
  }
}

TEST(CsvStream, ColumnsAskedForAreText) {
  const TemporaryFile file("id,x\n007,1\n8,2\n");
  CsvStream stream(file.path(), {}, {"id", "no such column"});
  const auto table = stream.next(10);
  ASSERT_TRUE(table);
  EXPECT_EQ(table->columns[0].levels, (std::vector<std::string>{"007", "8"}));
  EXPECT_TRUE(table->columns[1].is_numeric);
  EXPECT_FALSE(stream.next(10));
}

TEST(CsvStream, ErrorsNameTheLineOfTheFile) {
  std::string text = long_text();
  text += "1,a\n";
  const TemporaryFile file(text);
  CsvStream stream(file.path());
  std::size_t rows = 0;
  const auto error = error_of([&] {
    while (const auto table = stream.next(50'000)) rows += table->rows();
    return 0;
  });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->where().line, 200'000u + 200u + 3u);
  EXPECT_NE(error->message().find("expected 3 cells as in line 2, found 2"), std::string::npos);
  EXPECT_EQ(rows, 200'000u);  // all that come before
}

TEST(CsvStream, RowsWiderThanAMegabyte) {
  std::string header, row;
  for (int c = 0; c < 100'000; ++c) {
    header += (c > 0 ? ",column number " : "column number ") + std::to_string(c);
    row += c > 0 ? ",0.123456789" : "0.123456789";
  }
  const TemporaryFile file(header + "\n" + row + "\n" + row);
  CsvStream stream(file.path());
  const auto table = stream.next(100);
  ASSERT_TRUE(table);
  EXPECT_EQ(table->columns.size(), 100'000u);
  EXPECT_EQ(table->rows(), 2u);
  EXPECT_EQ(table->columns.back().numbers[1], 0.123456789);
}

TEST(CsvStream, AFileThatIsNotThere) {
  const auto error = error_of([] { return CsvStream("/no/such/file.csv").names(); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), crescent::ErrorCode::io);
}

}  // namespace
