#include <cstdint>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include <crescent/base/error.hpp>
#include <crescent/base/file.hpp>

namespace fs = std::filesystem;
using crescent::Error;
using crescent::ErrorCode;

namespace {

class Files : public ::testing::Test {
 protected:
  void SetUp() override {
    folder = fs::temp_directory_path() /
             ("crescent_files_" +
              std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder);
    fs::create_directories(folder);
  }
  void TearDown() override { fs::remove_all(folder); }
  fs::path folder;
};

TEST(ErrorMessage, NamesTheLocationThatIsKnown) {
  EXPECT_STREQ(Error(ErrorCode::parse, "bad cell", {"a.csv", 3, 2}).what(), "a.csv:3:2: bad cell");
  EXPECT_STREQ(Error(ErrorCode::io, "missing", {.file = "a.csv"}).what(), "a.csv: missing");
  EXPECT_STREQ(Error(ErrorCode::numeric, "overflow").what(), "overflow");
}

TEST_F(Files, RoundTripKeepsEveryByte) {
  const std::string bytes("a\0b\r\n\xff", 6);
  crescent::write_file(folder / "x", bytes);
  EXPECT_EQ(crescent::read_file(folder / "x"), bytes);
}

TEST_F(Files, AWriteThatFailsLeavesNothingBehind) {
  EXPECT_THROW(crescent::write_file(folder / "no" / "x", "text"), Error);
  fs::create_directory(folder / "taken");
  EXPECT_THROW(crescent::write_file(folder / "taken", "text"), Error);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder), {}), 1);
}

TEST_F(Files, ALinkStaysALink) {
  crescent::write_file(folder / "real", "old");
  fs::create_symlink(folder / "real", folder / "link");
  crescent::write_file(folder / "link", "new");
  EXPECT_TRUE(fs::is_symlink(folder / "link"));
  EXPECT_EQ(crescent::read_file(folder / "real"), "new");
}

TEST_F(Files, ReadingADirectorySaysSo) {
  try {
    crescent::read_file(folder);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::io);
    EXPECT_NE(std::string(error.what()).find("is a directory"), std::string::npos);
  }
}

TEST_F(Files, AreReadAtAnyPlace) {
  crescent::write_file(folder / "file", "0123456789");
  const crescent::FileReader file(folder / "file");
  EXPECT_EQ(file.size(), 10U);
  std::string part(3, ' ');
  for (const std::uint64_t offset : {7U, 0U, 4U}) {
    file.read(offset, part.data(), part.size());
    EXPECT_EQ(part, std::string("0123456789").substr(offset, 3));
  }
  const auto code = [](const auto& call) {
    try {
      call();
    } catch (const Error& error) {
      return error.code();
    }
    return ErrorCode::numeric;
  };
  EXPECT_EQ(code([&] { file.read(8, part.data(), part.size()); }), ErrorCode::io);
  EXPECT_EQ(code([&] { crescent::FileReader(folder / "none").size(); }), ErrorCode::io);
  EXPECT_EQ(code([&] { crescent::FileReader(folder).size(); }), ErrorCode::io);
}

}  // namespace
