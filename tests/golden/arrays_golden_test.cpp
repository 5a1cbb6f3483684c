// NPY files as NumPy writes them.
#include <string>

#include <gtest/gtest.h>

#include <crescent/data/arrays.hpp>

#include "golden/golden.hpp"
#include "unit/error_of.hpp"

namespace {

using namespace crescent::data;
using crescent::ErrorCode;
namespace golden = crescent::golden;
using Json = nlohmann::json;
using crescent::tests::error_of;

std::string from_hex(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return bytes;
}

TEST(Npy, IsReadAsNumPyWroteIt) {
  for (const Json& array : golden::load("arrays")["arrays"]) {
    const std::string name = array["name"];
    const Table table = parse_npy(from_hex(array["npy"]), name);
    const Json& rows = array["rows"];
    ASSERT_EQ(table.rows(), rows.size()) << name;
    ASSERT_EQ(table.columns.size(), rows[0].size()) << name;
    for (std::size_t row = 0; row < rows.size(); ++row)
      for (std::size_t c = 0; c < rows[row].size(); ++c) {
        const double found = table.columns[c].numbers[row];
        if (rows[row][c].is_null())
          EXPECT_TRUE(table.columns[c].is_missing(row)) << name;
        else
          EXPECT_EQ(found, rows[row][c].get<double>()) << name << " " << row << " " << c;
      }
  }
}

TEST(Npy, WhatIsNoTableIsRefusedWithTheReason) {
  for (const Json& array : golden::load("arrays")["refused"]) {
    const auto error = error_of([&] { return parse_npy(from_hex(array["npy"]), "a.npy"); });
    ASSERT_TRUE(error) << array["name"];
    EXPECT_EQ(error->code(), ErrorCode::data) << array["name"];
    EXPECT_NE(error->message().find(array["says"].get<std::string>()), std::string::npos)
        << error->message();
  }
}

TEST(Npy, CutOffAnywhereOrTooLongIsRefused) {
  const std::string bytes = from_hex(golden::load("arrays")["arrays"][0]["npy"]);
  for (std::size_t size = 6; size < bytes.size(); ++size) {
    const auto error = error_of([&] { return parse_npy(bytes.substr(0, size), "a.npy"); });
    ASSERT_TRUE(error) << size;
    EXPECT_EQ(error->code(), ErrorCode::parse);
  }
  EXPECT_TRUE(error_of([&] { return parse_npy(bytes + "x", "a.npy"); }));
}

}  // namespace
