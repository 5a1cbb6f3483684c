#include <cmath>
#include <cstdlib>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include <crescent/data/number.hpp>

namespace {

using crescent::data::parse_number;

TEST(ParseNumber, AcceptsDecimalSpellings) {
  EXPECT_EQ(parse_number("-1.5"), -1.5);
  EXPECT_EQ(parse_number("+3"), 3.0);
  EXPECT_EQ(parse_number(".28"), 0.28);
  EXPECT_EQ(parse_number("+.5"), 0.5);
  EXPECT_EQ(parse_number("5."), 5.0);
  EXPECT_EQ(parse_number("1e5"), 1e5);
  EXPECT_EQ(parse_number("2.5E-3"), 2.5e-3);
  EXPECT_EQ(parse_number("007"), 7.0);
  EXPECT_EQ(parse_number("1e-400"), 0.0);
  EXPECT_EQ(parse_number("0.1000000000000000055511151231257827"), 0.1);
}

TEST(ParseNumber, EverythingElseIsText) {
  for (const char* text :
       {"",    "12abc", "1,5", "1 000", "0x1F", "inf", "-Infinity", "nan", "1e999", "+-5", "++5",
        "--5", "+",     "-",   ".",     "e5",   "1e",  "5%",        " 1",  "1 ",    "1_0"})
    EXPECT_FALSE(parse_number(text)) << text;
}

TEST(ParseNumber, IsTheNearestDouble) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 200'000; ++i) {
    std::string text = random() % 2 ? "-" : "";
    for (std::uint64_t digits = random() % 10; digits > 0; --digits)
      text += static_cast<char>('0' + random() % 10);
    text += '.';
    for (std::uint64_t digits = 1 + random() % 9; digits > 0; --digits)
      text += static_cast<char>('0' + random() % 10);
    ASSERT_EQ(parse_number(text), std::strtod(text.c_str(), nullptr)) << text;
  }
  EXPECT_TRUE(std::signbit(parse_number("-0").value()));
}

TEST(ParseNumber, KnowsAWrongCharacterInAnyPlace) {
  // As long as numbers that are read eight digits at a time, with the point in any place or none.
  for (std::size_t size = 1; size <= 18; ++size) {
    for (std::size_t point = 0; point <= size; ++point) {
      std::string good = std::string("987654321012345678").substr(0, size);
      if (point < size) good[point] = '.';
      if (good == ".") continue;
      ASSERT_EQ(parse_number(good), std::strtod(good.c_str(), nullptr)) << good;
      for (std::size_t place = 0; place < size; ++place) {
        for (const char wrong : {'/', ':', ' ', 'a', '-', '\0', '\x80', '\xB0', '\xFF'}) {
          std::string text = good;
          text[place] = wrong;
          if (wrong == '-' && place == 0) continue;  // a sign
          ASSERT_FALSE(parse_number(text)) << text;
        }
        std::string two = good;
        two[place] = '.';
        if (point < size && place != point) {
          ASSERT_FALSE(parse_number(two)) << two;
        }
      }
    }
  }
}

}  // namespace
