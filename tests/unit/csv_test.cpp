#include <algorithm>
#include <cmath>
#include <filesystem>
#include <random>

#include <gtest/gtest.h>

#include <crescent/base/file.hpp>
#include <crescent/data/csv.hpp>

#include "unit/error_of.hpp"

namespace {

using namespace crescent::data;
using crescent::ErrorCode;
using crescent::tests::error_of;
using Texts = std::vector<std::string>;

Table parse(std::string_view text, const CsvOptions& options = {}) {
  return parse_csv(text, "t.csv", options);
}

std::string what_of(std::string_view text, const CsvOptions& options = {}) {
  const auto error = error_of([&] { return parse(text, options); });
  return error ? error->what() : "no error";
}

Texts names(const Table& table) {
  Texts result;
  for (const Column& column : table.columns) result.push_back(column.name);
  return result;
}

/// A column's cells, "" where missing, as the table tells them one by one.
Texts cells_of(const Table& table, std::size_t column) {
  Texts cells;
  for (std::size_t row = 0; row < table.rows(); ++row) cells.push_back(table.cell(column, row));
  return cells;
}

std::vector<char> missing_of(const Column& column) {
  std::vector<char> missing;
  for (std::size_t row = 0; row < column.rows(); ++row) missing.push_back(column.is_missing(row));
  EXPECT_EQ(column.missing_count,
            static_cast<std::size_t>(std::count(missing.begin(), missing.end(), 1)));
  return missing;
}

std::vector<std::size_t> lines_of(const Table& table) {
  std::vector<std::size_t> lines;
  for (std::size_t row = 0; row < table.rows(); ++row) lines.push_back(table.line(row));
  return lines;
}

TEST(Csv, NumbersTextsAndMissingCells) {
  const Table table = parse("age,sex\n29,female\n+1e1,male\n?,NA\n.5,\n");
  EXPECT_TRUE(table.has_header);
  EXPECT_EQ(names(table), (Texts{"age", "sex"}));
  ASSERT_EQ(table.rows(), 4u);
  const Column& age = table.columns[0];
  EXPECT_TRUE(age.is_numeric);
  EXPECT_EQ(age.numbers[0], 29.0);
  EXPECT_EQ(age.numbers[1], 10.0);
  EXPECT_TRUE(std::isnan(age.numbers[2]));
  EXPECT_EQ(age.numbers[3], 0.5);
  EXPECT_EQ(cells_of(table, 0), (Texts{"29", "+1e1", "", ".5"}));
  EXPECT_EQ(missing_of(age), (std::vector<char>{0, 0, 1, 0}));
  const Column& sex = table.columns[1];
  EXPECT_FALSE(sex.is_numeric);
  EXPECT_TRUE(sex.numbers.empty());
  EXPECT_EQ(sex.levels, (Texts{"female", "male"}));
  EXPECT_EQ(sex.codes, (std::vector<std::uint32_t>{0, 1, missing_level, missing_level}));
  EXPECT_EQ(sex.text(1), "male");
  EXPECT_EQ(sex.text(2), "");
  EXPECT_EQ(sex.first_text_row, 0u);
  EXPECT_EQ(cells_of(table, 1), (Texts{"female", "male", "", ""}));
  EXPECT_EQ(missing_of(sex), (std::vector<char>{0, 0, 1, 1}));
}

TEST(Csv, OneTextMakesAColumnText) {
  const Table table = parse("a,b\n1,2\n3,x\n5,6\n");
  EXPECT_FALSE(table.columns[1].is_numeric);
  EXPECT_EQ(table.columns[1].first_text_row, 1u);
  EXPECT_EQ(cells_of(table, 1), (Texts{"2", "x", "6"}));
  EXPECT_TRUE(table.columns[1].numbers.empty());
}

TEST(Csv, AColumnOfMissingCellsIsNumeric) {
  const Table table = parse("a,b\n1,\n3,NA\n");
  EXPECT_TRUE(table.columns[1].is_numeric);
  EXPECT_EQ(table.columns[1].numbers.size(), 2u);
}

TEST(Csv, QuotedCells) {
  const Table table =
      parse("n,t\r\n1,\"a, b\"\r\n2,\"say \"\"hi\"\"\"\r\n3,\"two\r\nlines\"\r\n4,in\"ch\r\n");
  EXPECT_EQ(cells_of(table, 1), (Texts{"a, b", "say \"hi\"", "two\r\nlines", "in\"ch"}));
  EXPECT_EQ(lines_of(table), (std::vector<std::size_t>{2, 3, 4, 6}));
}

TEST(Csv, QuotesKeepSpacesAndDoNotHideNumbersOrMissingCells) {
  const Table table = parse("n,t\n\"1\",\" a \"\n \"2\" ,\"NA\"\n\" \",\"\"\n");
  EXPECT_EQ(table.columns[0].numbers[1], 2.0);
  EXPECT_TRUE(std::isnan(table.columns[0].numbers[2]));
  EXPECT_EQ(cells_of(table, 1), (Texts{" a ", "", ""}));
}

TEST(Csv, SpacesAroundCellsAndBlankLinesCountForNothing) {
  const Table table = parse("\n a , b \n\n 1 ,\t x y \n   \n2, z\n\n");
  EXPECT_EQ(names(table), (Texts{"a", "b"}));
  EXPECT_EQ(cells_of(table, 1), (Texts{"x y", "z"}));
  EXPECT_EQ(lines_of(table), (std::vector<std::size_t>{4, 6}));
}

TEST(Csv, LineEndsAndTheEndOfTheFile) {
  for (const char* text : {"a,b\n1,x\n2,y", "a,b\r\n1,x\r\n2,y\r\n", "a,b\r1,x\r2,y\r",
                           "a,b\n1,x\r\n2,y\n\n\n", "\357\273\277a,b\n1,x\n2,y\n"}) {
    const Table table = parse(text);
    EXPECT_EQ(names(table), (Texts{"a", "b"})) << text;
    EXPECT_EQ(table.columns[0].numbers, (std::vector<double>{1, 2})) << text;
    EXPECT_EQ(cells_of(table, 1), (Texts{"x", "y"})) << text;
    EXPECT_EQ(table.line(1), 3u) << text;
  }
  EXPECT_EQ(missing_of(parse("a,b\n1,\n2,").columns[1]), (std::vector<char>{1, 1}));
}

TEST(Csv, BytesThatAreNotUtf8AreKept) {
  const Table table = parse("n,t\n3,y\n1,caf\xE9\n2,x\n");
  EXPECT_EQ(table.cell(1, 1), "caf\xE9");
  EXPECT_EQ(table.notes,
            (Texts{"line 3 holds bytes that are not UTF-8; they are kept as they are"}));
  EXPECT_TRUE(parse("n,t\n1,caf\xC3\xA9\n2,x\n").notes.empty());
}

TEST(Csv, AnyColumnIsReadAgainAsWritten) {
  const Table table = parse("id,v\n007,1\n7,1.0\n\" 7\",NA\n007,1\n");
  ASSERT_TRUE(table.columns[0].is_numeric);
  const Column id = table.as_text(0);
  EXPECT_EQ(id.name, "id");
  EXPECT_FALSE(id.is_numeric);
  EXPECT_EQ(id.levels, (Texts{"007", "7"}));
  EXPECT_EQ(id.codes, (std::vector<std::uint32_t>{0, 1, 1, 0}));
  const Column v = table.as_text(1);
  EXPECT_EQ(v.levels, (Texts{"1", "1.0"}));
  EXPECT_EQ(v.codes, (std::vector<std::uint32_t>{0, 1, missing_level, 0}));
  EXPECT_EQ(v.missing_count, 1u);
  EXPECT_EQ(cells_of(table, 1), (Texts{"1", "1.0", "", "1"}));
}

TEST(Csv, CellsAndLinesAreFoundFarDown) {
  std::string text = "n,t\n";
  for (int row = 0; row < 5000; ++row)
    text += std::to_string(row) + (row % 7 == 0 ? ",\"two\nlines\"\n" : ",one\n");
  const Table table = parse(text);
  ASSERT_EQ(table.rows(), 5000u);
  for (const std::size_t row : {0u, 1023u, 1024u, 1025u, 3000u, 4999u}) {
    EXPECT_EQ(table.cell(0, row), std::to_string(row));
    EXPECT_EQ(table.line(row), 2 + row + (row + 6) / 7) << row;  // a break in every seventh above
  }
}

TEST(Table, IsMadeInCode) {
  const Table table{.source = "made",
                    .columns = {numeric_column("x", {1.5, std::nan(""), 2.0, 1.5}),
                                text_column("t", {"1", "", "b", "1"})}};
  EXPECT_EQ(table.rows(), 4u);
  EXPECT_EQ(missing_of(table.columns[0]), (std::vector<char>{0, 1, 0, 0}));
  EXPECT_EQ(table.columns[1].codes, (std::vector<std::uint32_t>{0, missing_level, 1, 0}));
  EXPECT_EQ(table.columns[1].first_text_row, 2u);
  EXPECT_EQ(cells_of(table, 0), (Texts{"1.5", "", "2", "1.5"}));
  EXPECT_EQ(table.as_text(0).levels, (Texts{"1.5", "2"}));
  EXPECT_EQ(table.as_text(1).levels, (Texts{"1", "b"}));
  EXPECT_EQ(table.line(3), 0u);
}

TEST(CsvDelimiter, EachIsFoundOut) {
  for (const char delimiter : {',', ';', '\t', '|', ' '}) {
    std::string text = "a,b,c\n1,2.5,x\n3,4,y\n";
    std::replace(text.begin(), text.end(), ',', delimiter);
    const Table table = parse(text);
    EXPECT_EQ(names(table), (Texts{"a", "b", "c"})) << delimiter;
    EXPECT_EQ(table.columns[1].numbers, (std::vector<double>{2.5, 4})) << delimiter;
  }
}

TEST(CsvDelimiter, CountsOutsideQuotesOnly) {
  const Table table = parse("a;b\n\"1,2,3\";x\n\"4,5,6\";y\n");
  EXPECT_EQ(cells_of(table, 0), (Texts{"1,2,3", "4,5,6"}));
}

TEST(CsvDelimiter, ASpaceBehindEveryCommaDelimitsNothing) {
  EXPECT_EQ(cells_of(parse("39, State-gov, 77\n50, Private, 83\n"), 1),
            (Texts{"State-gov", "Private"}));
}

TEST(CsvDelimiter, DecimalCommasDoNotDelimit) {
  EXPECT_EQ(cells_of(parse("1,5;2,25;A\n0,5;3,75;A\n"), 1), (Texts{"2,25", "3,75"}));
}

TEST(CsvDelimiter, ATrailingTabOnEveryLineDoesNotDelimit) {
  EXPECT_EQ(parse("1,2,3\t\n4,5,6\t\n").columns.size(), 3u);
}

TEST(CsvDelimiter, RunsOfSpacesAreOne) {
  const Table table = parse("  5.1   3.5 a\n 10.2  \"x y\"   b \n");
  ASSERT_EQ(table.columns.size(), 3u);
  EXPECT_EQ(table.columns[0].numbers, (std::vector<double>{5.1, 10.2}));
  EXPECT_EQ(table.cell(1, 1), "x y");
}

TEST(CsvDelimiter, OneColumnNeedsNone) {
  EXPECT_EQ(parse("words\none two\nthree\nfour five six\n").columns.size(), 1u);
  EXPECT_EQ(parse("1\n2\n").columns[0].numbers, (std::vector<double>{1, 2}));
}

TEST(CsvDelimiter, GivenOneIsTaken) {
  EXPECT_EQ(parse("a,b;c\n1,2;3\n", {.delimiter = ';'}).columns.size(), 2u);
  const auto error = error_of([] { return parse("a:b\n", {.delimiter = ':'}); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), ErrorCode::invalid_argument);
}

TEST(CsvHeader, TextAboveNumbersIsOne) {
  EXPECT_TRUE(parse("x,label\n1,a\n2,b\n").has_header);
  EXPECT_TRUE(parse("label,x\na,NA\na,1\n").has_header);
  EXPECT_TRUE(parse(",x\nr1,2\nr2,3\n").has_header);
  EXPECT_FALSE(parse("1.5,a\n2.5,b\n").has_header);
  EXPECT_FALSE(parse("x5.1,3.5,a\n4.9,3.1,b\n").has_header);
  EXPECT_FALSE(parse("?,3.5,a\n4.9,3.1,b\n").has_header);
  EXPECT_FALSE(parse("country,1990,1991\nPeru,1,2\nChad,3,4\n").has_header);
}

TEST(CsvHeader, AmongTextItIsNewAndDistinct) {
  EXPECT_TRUE(parse("outlook,heat,play\nsunny,hot,no\nrain,cool,yes\n").has_header);
  EXPECT_FALSE(parse("sunny,hot,no\nsunny,cool,yes\nrain,mild,yes\n").has_header);
  EXPECT_FALSE(parse("yes,no,yes\nno,maybe,never\n").has_header);
  EXPECT_FALSE(parse("A1,5\nA2,unknown\nA3,7\n").has_header);
}

TEST(CsvHeader, GivenAnswerIsTaken) {
  const Table table = parse("x,y\nu,v\n", {.header = false});
  EXPECT_EQ(table.rows(), 2u);
  EXPECT_EQ(names(table), (Texts{"0", "1"}));
  EXPECT_EQ(names(parse("1,2\n3,4\n", {.header = true})), (Texts{"1", "2"}));
}

TEST(CsvHeader, EmptyAndRepeatedNamesBecomeUnique) {
  EXPECT_EQ(names(parse("x,,x,x_2,x, \n1,2,3,4,5,6\n7,8,9,1,2,3\n")),
            (Texts{"x", "1", "x_3", "x_2", "x_4", "5"}));
  EXPECT_EQ(parse("x,x,y\n1,2,3\n").notes,
            (Texts{"the header names columns twice; the later ones are called 'x_2'"}));
}

TEST(CsvComments, LeadingOnesAreSkippedAndLinesStillCount) {
  const Table table = parse("# made by hand, \"twice\n#\n\n1,2,a\n3,4,b\n");
  EXPECT_FALSE(table.has_header);
  EXPECT_EQ(lines_of(table), (std::vector<std::size_t>{4, 5}));
}

TEST(CsvComments, AHeaderMayStartWithTheSign) {
  EXPECT_EQ(names(parse("#,name\n1,a\n2,b\n")), (Texts{"#", "name"}));
  EXPECT_EQ(names(parse("# note\n#id,name\n1,a\n2,b\n")), (Texts{"#id", "name"}));
  EXPECT_EQ(parse("#ff0000,1\n#00ff00,2\n").rows(), 2u);
}

TEST(CsvError, RaggedRowsNameTheirPlaceCountsAndFix) {
  const auto few = error_of([] { return parse("a,b,c\n1,2,3\n4,5\n"); });
  ASSERT_TRUE(few);
  EXPECT_EQ(few->code(), ErrorCode::parse);
  EXPECT_STREQ(few->what(),
               "t.csv:3:3: expected 3 cells as in line 1, found 2; add the missing cells (they may "
               "be empty) or remove the row");
  EXPECT_EQ(what_of("a,b\n1,2\n3,4\n5,6,7\n"),
            "t.csv:4:3: expected 2 cells as in line 1, found 3; put quotes (\") around a cell that "
            "holds ','");
  EXPECT_NE(what_of("My table\nx,y\n1,2\n3,4\n5,6\n").find("if line 1 is a title"),
            std::string::npos);
}

TEST(CsvError, ACommentAmongTheRows) {
  EXPECT_EQ(what_of("a,b\n1,2\n# half time\n3,4\n").find("t.csv:3: this line is no row"), 0u);
  EXPECT_EQ(parse("a,b\nx,2\n#,3\n").cell(0, 1), "#");
}

TEST(CsvError, QuotesNameTheLineTheyOpenOn) {
  EXPECT_EQ(what_of("a,b\n1,x\n2,\"open\n3,y\n4,z\n").find("t.csv:3:2: the quote that opens here"),
            0u);
  EXPECT_EQ(what_of("a,b\n1,\"x\"y\n2,z\n").find("t.csv:2:2: text follows the closing quote"), 0u);
  const std::string late = what_of("a,b\n1,\"x\n2,y\n3,\"z\"\n");
  EXPECT_EQ(late.find("t.csv:4:2: text follows"), 0u) << late;
  EXPECT_NE(late.find("opened on line 2"), std::string::npos) << late;
}

TEST(CsvError, FilesWithoutRows) {
  for (const char* text : {"", "\n\n", "\xEF\xBB\xBF", "  \r\n"})
    EXPECT_EQ(what_of(text).find("t.csv: is empty"), 0u) << what_of(text);
  EXPECT_EQ(what_of("a,b,c\n").find("t.csv:1: has a header but no row"), 0u);
  EXPECT_EQ(what_of("# note\n\na,b,c\n").find("t.csv:3: has a header but no row"), 0u);
  EXPECT_EQ(parse("1,2,a\n").rows(), 1u);
  EXPECT_EQ(parse("a,b\n", {.header = false}).rows(), 1u);
}

TEST(CsvError, FilesThatAreNoText) {
  using namespace std::string_view_literals;
  EXPECT_NE(what_of("a,b\n1,\0\n"sv).find("t.csv:2: is no text file"), std::string::npos);
  EXPECT_NE(what_of("PK\x03\x04zzz"sv).find("spreadsheet"), std::string::npos);
  EXPECT_NE(what_of("\xFF\xFE"
                    "a\0,\0"sv)
                .find("UTF-16"),
            std::string::npos);
}

TEST(CsvError, AFileThatCannotBeRead) {
  const auto missing = error_of([] { return read_csv("/no/such/file.csv"); });
  ASSERT_TRUE(missing);
  EXPECT_EQ(missing->code(), ErrorCode::io);
  const auto folder = error_of([] { return read_csv(std::filesystem::temp_directory_path()); });
  ASSERT_TRUE(folder);
  EXPECT_NE(folder->message().find("is a directory"), std::string::npos);
}

TEST(CsvOptions, NaValuesReplaceTheUsualOnes) {
  const Table table = parse("a,b\n1,NA\n-1,x\n3,\n", {.na_values = {"-1"}});
  EXPECT_EQ(missing_of(table.columns[0]), (std::vector<char>{0, 1, 0}));
  EXPECT_EQ(missing_of(table.columns[1]), (std::vector<char>{0, 0, 1}));
}

TEST(CsvCell, IsReadAsItWasWritten) {
  EXPECT_EQ(csv_cell("plain"), "plain");
  EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_cell("a,b", ';'), "a,b");
  EXPECT_EQ(csv_cell("say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(csv_cell("", ' '), "\"\"");
  for (const char delimiter : {',', ';', '\t', '|', ' '})
    for (const char* cell :
         {"x", "a,b;c|d e\tf", "\"", "\"\"", "l\nm\r\nn", " x ", "\tx", "it's"}) {
      const std::string line = csv_cell(cell, delimiter) + delimiter + "1\n";
      const Table table = parse(line + line, {.delimiter = delimiter, .header = false});
      ASSERT_EQ(table.columns.size(), 2u) << line;
      EXPECT_EQ(table.cell(0, 1), cell) << line;
    }
}

std::string random_text(std::mt19937& random, std::string_view alphabet, std::size_t longest) {
  std::string text(random() % (longest + 1), ' ');
  for (char& c : text) c = alphabet[random() % alphabet.size()];
  return text;
}

TEST(CsvAnyText, IsATableOrAnErrorWithAPlace) {
  std::mt19937 random(11);
  int tables = 0, errors = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::string text = random_text(random, "\",;\n\r\t |#a1.", 24);
    const auto error = error_of([&] {
      Table table = parse(text);
      ++tables;
      for (const Column& column : table.columns)
        if (column.numbers.size() != (column.is_numeric ? table.rows() : 0) ||
            column.codes.size() != (column.is_numeric ? 0 : table.rows()))
          ADD_FAILURE() << "uneven columns from: " << text;
      return table;
    });
    if (!error) continue;
    ++errors;
    ASSERT_EQ(error->code(), ErrorCode::parse);
    ASSERT_LE(error->where().line, text.size() + 1);
  }
  EXPECT_GT(tables, 1000);
  EXPECT_GT(errors, 1000);
}

/// Everything that a text is read as, in words: the columns and where rows start, or the error.
std::string outcome(const std::string& text, const CsvOptions& options) {
  std::string words;
  const auto error = error_of([&] {
    const Table table = parse(text, options);
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const Column& column = table.columns[c];
      words += column.name + (column.is_numeric ? ":numbers" : ":text");
      words += std::to_string(column.first_text_row) + "/" + std::to_string(column.missing_count);
      for (const std::string& level : column.levels) words += "[" + level + "]";
      for (const std::uint32_t code : column.codes) words += " " + std::to_string(code);
      for (const double number : column.numbers) words += " " + std::to_string(number);
      for (const std::string& level : table.as_text(c).levels) words += "{" + level + "}";
      words += "\n";
    }
    for (std::size_t row = 0; row < table.rows(); ++row)
      words += std::to_string(table.line(row)) + table.cell(0, row) + ";";
    return table;
  });
  return error ? error->what() : words;
}

TEST(CsvAnyText, IsReadTheSameInChunksOfAnySizeOnAnyThreads) {
  std::mt19937 random(13);
  int tables = 0;
  for (int i = 0; i < 1000; ++i) {
    std::string text;
    // Half of them in rows of two cells, so that most of those are tables.
    if (i % 2 == 0) {
      text = random_text(random, "\",;\n\r\t |#a1.", 60);
    } else {
      for (int row = 0; row < 12; ++row)
        text += random_text(random, "a1. ", 3) + "," +
                csv_cell(random_text(random, row < 6 ? "12." : "\",\n\ra1", 5)) +
                (random() % 4 == 0 ? "\r\n" : "\n");
    }
    CsvOptions options{.threads = 1};
    if (i % 2 == 1) options.delimiter = ',';
    const std::string whole = outcome(text, options);
    options.threads = 2;
    tables += !whole.starts_with("t.csv");
    for (const std::size_t bytes : {1u, 3u, 17u}) {
      options.chunk_bytes = bytes;
      ASSERT_EQ(outcome(text, options), whole) << text;
    }
  }
  EXPECT_GT(tables, 400);
}

TEST(Csv, AColumnMayTurnToTextFarDown) {
  std::string text = "a,b\n";
  for (int row = 0; row < 30000; ++row) text += std::to_string(row) + ",1.0\n";
  text += "30000,x\n1,1.0\n";
  for (const int threads : {1, 4}) {
    const Table table = parse(text, {.threads = threads, .chunk_bytes = 1000});
    EXPECT_TRUE(table.columns[0].is_numeric);
    const Column& b = table.columns[1];
    ASSERT_FALSE(b.is_numeric);
    EXPECT_EQ(b.levels, (Texts{"1.0", "x"}));
    EXPECT_EQ(b.first_text_row, 30000u);
    EXPECT_EQ(b.rows(), 30002u);
    EXPECT_EQ(table.line(30000), 30002u);
  }
}

TEST(Csv, LongCellsAndManyColumns) {
  const std::string longest(200'000, 'z');
  const Table table = parse("a,b,c\n1,\"" + longest + "\n\",2\n3," + longest + ",4\n",
                            {.threads = 2, .chunk_bytes = 64});
  EXPECT_EQ(table.cell(1, 0).size(), longest.size() + 1);
  EXPECT_EQ(table.cell(1, 1), longest);
  EXPECT_EQ(table.columns[2].numbers, (std::vector<double>{2, 4}));
  std::string wide;
  for (int row = 0; row < 3; ++row)
    for (int c = 0; c < 10'000; ++c) wide += std::to_string(row * c) + (c < 9'999 ? "," : "\n");
  const Table many = parse(wide, {.header = false});
  ASSERT_EQ(many.columns.size(), 10'000u);
  EXPECT_EQ(many.columns[9'999].numbers, (std::vector<double>{0, 9'999, 19'998}));
}

TEST(CsvAnyText, WrittenAsCellsItIsReadBack) {
  std::mt19937 random(12);
  for (int i = 0; i < 2000; ++i) {
    Texts cells;
    std::string file;
    for (int row = 0; row < 4; ++row)
      for (int c = 0; c < 3; ++c) {
        cells.push_back(random_text(random, "\",;\n\r\t |#a1.", 6) + "x");  // never missing
        file += csv_cell(cells.back(), ';');
        file += c < 2 ? ';' : '\n';
      }
    file = "1;1;1\n" + file;  // no line at the start is a comment
    const Table table = parse(file, {.delimiter = ';', .header = true});
    ASSERT_EQ(table.rows(), 4u) << file;
    for (std::size_t j = 0; j < cells.size(); ++j)
      ASSERT_EQ(table.columns[j % 3].text(j / 3), cells[j]) << file;
  }
}

TEST(TableFind, ByNameThenByIndex) {
  const Table table = parse("age,1,name\n5,x,a\n6,y,b\n", {.header = true});
  EXPECT_EQ(table.find("name"), 2u);
  EXPECT_EQ(table.find("1"), 1u);
  EXPECT_EQ(table.find("0"), 0u);
  EXPECT_EQ(table.find("2"), 2u);
}

TEST(TableFind, ListsTheNamesAndSuggestsTheNearest) {
  const Table table = parse("species,island,year\na,b,1\nc,d,2\n");
  const auto near = error_of([&] { return table.find("Specie"); });
  ASSERT_TRUE(near);
  EXPECT_EQ(near->code(), ErrorCode::data);
  EXPECT_STREQ(near->what(),
               "t.csv: there is no column 'Specie' (did you mean 'species'?); the columns are: "
               "species, island, year");
  for (const char* name : {"colour", "3", "-1", "", "1x"}) {
    const auto far = error_of([&] { return table.find(name); });
    ASSERT_TRUE(far) << name;
    EXPECT_EQ(far->message().find("did you mean"), std::string::npos) << name;
  }
  const auto headless = error_of([] { return parse("1,2\n3,4\n").find("x"); });
  ASSERT_TRUE(headless);
  EXPECT_NE(headless->message().find("called 0 to 1"), std::string::npos);
}

}  // namespace
