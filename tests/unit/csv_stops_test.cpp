// The vectors of the CSV reader, on every instruction set, beside a loop over the bytes.
#include "../src/data/csv_stops.hpp"

#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "../src/data/utf8.hpp"
#include "unit/instruction_sets.hpp"

namespace {

using namespace crescent::data;

TEST(CsvStops, AreThoseOfALoopOverTheBytes) {
  crescent::tests::on_every_instruction_set([] {
    std::mt19937 random(1);
    for (std::size_t size = 0; size < 300; ++size) {
      std::string text(size, ' ');
      for (char& c : text) c = ",;\n\rx\"\xFFy"[random() % 8];
      for (const char delimiter : {',', ';', 'x', '\t'}) {
        std::vector<std::uint32_t> expected, found(size + 64);
        for (std::uint32_t i = 0; i < size; ++i)
          if (text[i] == delimiter || text[i] == '\n' || text[i] == '\r') expected.push_back(i);
        found.resize(find_stops(text, delimiter, found.data()));
        ASSERT_EQ(found, expected) << size;
      }
    }
  });
}

TEST(CsvStops, SurveyFindsTheOddByteAnywhere) {
  crescent::tests::on_every_instruction_set([] {
    for (std::size_t size = 1; size < 200; ++size) {
      for (std::size_t place = 0; place < size; place += 1 + place / 8) {
        std::string text(size, 'a');
        EXPECT_FALSE(survey(text).nul || survey(text).not_ascii);
        text[place] = '\0';
        EXPECT_TRUE(survey(text).nul && !survey(text).not_ascii) << size << " " << place;
        text[place] = '\x80';
        EXPECT_TRUE(!survey(text).nul && survey(text).not_ascii) << size << " " << place;
      }
    }
  });
}

TEST(CsvStops, NextStopOfATextLongerThanABlock) {
  const std::string text = std::string(100'000, 'a') + "," + std::string(70'000, 'b') + "\n";
  StopFinder finder(text, ',');
  EXPECT_EQ(finder.next(3), 100'000u);
  EXPECT_EQ(finder.next(100'000), 100'000u);
  EXPECT_EQ(finder.next(100'001), 170'001u);
  EXPECT_EQ(finder.next(170'002), text.size());
}

TEST(Utf8, IsRecognised) {
  for (const char* text : {"", "plain", "caf\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80",
                           "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF"})
    EXPECT_EQ(find_not_utf8(text), std::string_view::npos) << text;
  // Latin 1; overlong; surrogate; above the last code point; cut off; a lone follower.
  for (const char* text :
       {"ab\xE9", "ab\xE9t", "ab\xC0\xAF", "ab\xE0\x80\xAF", "ab\xF0\x80\x80\xAF", "ab\xED\xA0\x80",
        "ab\xF4\x90\x80\x80", "ab\xF5\x80\x80\x80", "ab\xE2\x82", "ab\x80"})
    EXPECT_EQ(find_not_utf8(text), 2u) << text;
}

}  // namespace
