// Arrays as tables, their bytes written by hand. Files of NumPy's own are in tests/golden.
#include <algorithm>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include <crescent/data/arrays.hpp>
#include <crescent/data/read.hpp>

#include "unit/error_of.hpp"

namespace {

using namespace crescent::data;
using namespace std::string_literals;
using crescent::ErrorCode;
using crescent::tests::error_of;

TEST(Npy, AHostileHeaderAllocatesNothing) {
  for (const char* shape :
       {"(1000000000000,)", "(4294967296, 4294967296)", "(18446744073709551615,)",
        "(99999999999999999999999,)", "(2, 4611686018427387904)", "(-1,)", "(1e9,)", "(2"}) {
    const std::string header =
        "{'descr': '<f8', 'fortran_order': False, 'shape': "s + shape + ", }\n";
    const std::string bytes =
        "\x93NUMPY\x01\0"s + static_cast<char>(header.size()) + '\0' + header + "12345678";
    const auto error = error_of([&] { return parse_npy(bytes, "a.npy"); });
    ASSERT_TRUE(error) << shape;
    EXPECT_EQ(error->code(), ErrorCode::parse) << shape;
  }
}

TEST(Idx, ImagesAreFlattenedRowByRow) {
  const Table table =
      parse_idx("\0\0\x08\x03\0\0\0\x02\0\0\0\x02\0\0\0\x03"s + "abcdefABCDE\xFF", "i");
  ASSERT_EQ(table.columns.size(), 6u);
  ASSERT_EQ(table.rows(), 2u);
  EXPECT_EQ(table.columns[0].name, "0");
  EXPECT_EQ(table.columns[4].numbers, (std::vector<double>{'e', 'E'}));
  EXPECT_EQ(table.columns[5].numbers, (std::vector<double>{'f', 255}));
}

TEST(Idx, NumbersAreBigEndian) {
  EXPECT_EQ(parse_idx("\0\0\x0B\x01\0\0\0\x02\x01\x02\xFF\xFE"s, "i").columns[0].numbers,
            (std::vector<double>{258, -2}));
  EXPECT_EQ(parse_idx("\0\0\x0D\x01\0\0\0\x01\x3F\xC0\0\0"s, "i").columns[0].numbers,
            (std::vector<double>{1.5}));
  EXPECT_EQ(parse_idx("\0\0\x0E\x01\0\0\0\x01\xC0\0\0\0\0\0\0\0"s, "i").columns[0].numbers,
            (std::vector<double>{-2}));
}

TEST(Idx, DamagedFilesAreRefused) {
  const std::string bytes = "\0\0\x08\x02\0\0\0\x02\0\0\0\x02"s + "abcd";
  for (std::size_t size = 4; size < bytes.size(); ++size)
    EXPECT_TRUE(error_of([&] { return parse_idx(bytes.substr(0, size), "i"); })) << size;
  EXPECT_TRUE(error_of([&] { return parse_idx(bytes + "e", "i"); }));
  // A header of 4 GB of rows, each of 4 GB.
  EXPECT_TRUE(error_of(
      [] { return parse_idx("\0\0\x08\x02\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s + "abcd", "i"); }));
  EXPECT_TRUE(error_of([] { return parse_idx("\0\0\x08\x01\0\0\0\0"s, "i"); }));  // no row
}

TEST(ReadTable, LabelsOfTheirOwnFile) {
  const Table images = parse_idx("\0\0\x08\x02\0\0\0\x02\0\0\0\x02"s + "abcd", "images");
  const Table digits = parse_idx("\0\0\x08\x01\0\0\0\x02"s + "\x07\x03", "labels");
  const Table both = with_labels(images, digits);
  EXPECT_EQ(both.find("label"), 2u);
  EXPECT_EQ(both.columns[2].numbers, (std::vector<double>{7, 3}));
  EXPECT_EQ(both.as_text(2).levels, (std::vector<std::string>{"7", "3"}));
  EXPECT_EQ(both.as_text(0).levels, (std::vector<std::string>{"97", "99"}));
  const Table rows = parse_csv("x,y\n1.0,a\n2.0,b\n", "rows.csv");
  const Table named = with_labels(rows, parse_csv("01\n02\n", "labels.csv"));
  EXPECT_EQ(named.as_text(0).levels, (std::vector<std::string>{"1.0", "2.0"}));
  EXPECT_EQ(named.as_text(2).levels, (std::vector<std::string>{"01", "02"}));
  EXPECT_EQ(named.cell(2, 1), "02");
  EXPECT_EQ(named.line(1), 3u);
  EXPECT_TRUE(error_of([&] { return with_labels(images, images); }));
  EXPECT_TRUE(error_of([&] { return with_labels(rows, parse_csv("1\n2\n3\n", "l")); }));
  EXPECT_TRUE(error_of([&] { return with_labels(both, digits); }));
}

TEST(ReadTable, MnistIsFoundByItsContent) {
  const std::filesystem::path folder = CRESCENT_DATA_DIR "/mnist";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is not there";
  const Table labels = read_table(folder / "t10k-labels-idx1-ubyte.gz");
  ASSERT_EQ(labels.rows(), 10'000u);
  // The published counts; the copy beside the checkout has its rows in an order of its own.
  const auto& digits = labels.columns[0].numbers;
  EXPECT_EQ(std::count(digits.begin(), digits.end(), 0.0), 980);
  EXPECT_EQ(std::count(digits.begin(), digits.end(), 1.0), 1135);
  const Table images = read_table(folder / "t10k-images-idx3-ubyte.gz");
  ASSERT_EQ(images.rows(), 10'000u);
  EXPECT_EQ(images.columns.size(), 784u);
}

}  // namespace
