// Compressed files. The bytes are those of Python's gzip module.
#include <string>

#include <gtest/gtest.h>

#include <crescent/data/csv.hpp>

#include "unit/error_of.hpp"

namespace {

using namespace crescent::data;
using crescent::tests::error_of;

/// gzip.compress(b"a,b\n1,x\n2,y\n", mtime=0)
const std::string first(
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x4b\xd4\x49\xe2\x32\xd4\xa9\xe0\x32\xd2\xa9\xe4\x02"
    "\x00\xc2\x96\x7e\x9d\x0c\x00\x00\x00",
    32);
/// gzip.compress(b"3,z\n", mtime=0)
const std::string second(
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x33\xd6\xa9\xe2\x02\x00\xb5\x4f\x88\xc7\x04\x00\x00"
    "\x00",
    24);

std::string refusal(const std::string& bytes) {
  const auto error = error_of([&] { return parse_csv(bytes, "t.csv.gz"); });
  return error ? error->what() : "no error";
}

TEST(Gzip, IsDecompressedWhateverItIsCalled) {
  const Table table = parse_csv(first, "t.csv");
  ASSERT_EQ(table.rows(), 2u);
  EXPECT_EQ(table.columns[0].numbers, (std::vector<double>{1, 2}));
  EXPECT_EQ(table.cell(1, 1), "y");
}

TEST(Gzip, MembersFollowOneAnother) {
  EXPECT_EQ(parse_csv(first + second, "t.csv").rows(), 3u);
  EXPECT_EQ(parse_csv(first + second + std::string(600, '\0'), "t.csv").rows(), 3u);
}

TEST(Gzip, WhatIsDamagedIsRefused) {
  for (std::size_t size = 3; size < first.size(); ++size)
    EXPECT_EQ(refusal(first.substr(0, size)),
              "t.csv.gz: is a gzip file that breaks off; copy or download it again")
        << size;
  EXPECT_NE(refusal(first + "rest").find("has other bytes behind its end"), std::string::npos);
  std::string flipped = first;
  flipped[first.size() - 6] ^= 1;  // in the checksum
  EXPECT_NE(refusal(flipped).find("is damaged (incorrect data check)"), std::string::npos);
  EXPECT_NE(refusal("\x1F\x8BXYZ and more").find("is damaged"), std::string::npos);
}

}  // namespace
