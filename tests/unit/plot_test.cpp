// Pictures: what stands in them, and what is refused.
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <limits>
#include <optional>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include <crescent/base/error.hpp>
#include <crescent/base/file.hpp>
#include <crescent/plot/figure.hpp>

#include "unit/error_of.hpp"

namespace fs = std::filesystem;
using namespace crescent::plot;
using crescent::Error;
using crescent::ErrorCode;
using crescent::Index;
using crescent::Matrix;
using crescent::tests::error_of;
using crescent::tests::expect_error;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Two crescents of n points with a wobble that repeats nowhere.
Scatter moons(int n) {
  Scatter result;
  result.x.resize(n, 2);
  for (int i = 0; i < n; ++i) {
    const double angle = 3.1 * (i / 2) / (n / 2);
    const double wobble = 0.2 * std::sin(7.3 * i) + 0.07 * std::cos(i * i);
    const bool lower = i % 2 == 1;
    result.x(i, 0) = (lower ? 1 - std::cos(angle) : std::cos(angle)) + wobble;
    result.x(i, 1) = (lower ? 0.5 - std::sin(angle) : std::sin(angle)) - 0.6 * wobble;
    result.y.push_back(lower ? 1 : 0);
  }
  result.class_names = {"upper moon", "lower moon"};
  result.x_label = "first";
  result.y_label = "second";
  return result;
}

std::vector<int> below_curve(const Matrix<double>& x) {
  std::vector<int> classes;
  for (Index i = 0; i < x.rows(); ++i) {
    classes.push_back(x(i, 1) < 0.25 + 0.6 * std::cos(2.2 * x(i, 0)) ? 1 : 0);
  }
  return classes;
}

/// Three classes that meet in (0.2, 0.1).
Matrix<double> three_sectors(const Matrix<double>& x) {
  Matrix<double> p(x.rows(), 3);
  for (Index i = 0; i < x.rows(); ++i) {
    const double dx = x(i, 0) - 0.2;
    const double dy = x(i, 1) - 0.1;
    p.row(i) << std::exp(2 * dx), std::exp(-dx + 1.7 * dy), std::exp(-dx - 1.7 * dy);
    p.row(i) /= p.row(i).sum();
  }
  return p;
}

LineChart chart(std::vector<double> x, std::vector<double> y) {
  LineChart result;
  result.curves.push_back({.name = "curve", .x = std::move(x), .y = std::move(y)});
  return result;
}

int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

bool has(const std::string& text, const std::string& part) { return count(text, part) > 0; }

/// What stands between `before` and `after`, from position `from` on; empty where there is none.
std::string between(const std::string& text, const std::string& before, const std::string& after,
                    std::size_t from = 0) {
  const auto at = text.find(before, from);
  if (at == std::string::npos) return {};
  const auto start = at + before.size();
  return text.substr(start, text.find(after, start) - start);
}

/// The d of the path drawn with the colour of borders between classes.
std::string border_path(const std::string& svg) {
  return between(svg, "d='", "'", svg.find("rgb( 74,  79,  87)"));
}

std::set<std::string> ids(const std::string& svg) {
  EXPECT_FALSE(has(svg, " id='"));
  std::set<std::string> result;
  for (auto at = svg.find(" id=\""); at != std::string::npos; at = svg.find(" id=\"", at + 1)) {
    const std::string id = between(svg, "\"", "\"", at);
    EXPECT_TRUE(result.insert(id).second) << "twice in one picture: " << id;
  }
  return result;
}

/// An environment variable for the length of a test.
class Variable {
 public:
  Variable(std::string name, const std::string& value) : name_(std::move(name)) {
    if (const char* old = std::getenv(name_.c_str())) old_ = old;
    ::setenv(name_.c_str(), value.c_str(), 1);
  }
  ~Variable() {
    if (old_) {
      ::setenv(name_.c_str(), old_->c_str(), 1);
    } else {
      ::unsetenv(name_.c_str());
    }
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  std::string name_;
  std::optional<std::string> old_;
};

/// Tests that draw: in a temporary folder of their own, which has to be empty of leftovers.
class Plot : public ::testing::Test {
 protected:
  void SetUp() override {
    folder = fs::temp_directory_path() /
             ("crescent_plot_test_" +
              std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder);
    fs::create_directories(folder / "tmp");
    temporary.emplace("TMPDIR", (folder / "tmp").string());
    if (const auto error = error_of(require_gnuplot)) GTEST_SKIP() << error->what();
  }
  void TearDown() override {
    EXPECT_TRUE(fs::is_empty(folder / "tmp")) << "temporary files left behind";
    temporary.reset();
    fs::remove_all(folder);
  }
  std::string svg(const Panel& panel) {
    Figure figure;
    figure.panels = {panel};
    return render(figure, Format::svg);
  }
  fs::path folder;
  std::optional<Variable> temporary;
};

TEST_F(Plot, ScatterShowsEveryPointInItsClass) {
  const std::string picture = svg(moons(60));
  EXPECT_EQ(count(picture, "<use "), 60 + 2) << "points and the legend's two";
  for (const auto* text : {">upper moon<", ">lower moon<", ">first<", ">second<"}) {
    EXPECT_TRUE(has(picture, text)) << text;
  }
  EXPECT_TRUE(has(picture, "fill=\"#9e0142\""));
  EXPECT_TRUE(has(picture, "fill=\"#5e4fa2\""));
  EXPECT_FALSE(has(picture, "<?xml")) << "could not stand in a page";
  EXPECT_FALSE(has(picture, "<title>")) << "would pop up under the pointer";
}

TEST_F(Plot, PngHasTwoDevicePixelsToAPixel) {
  Figure figure;
  figure.panels = {moons(20)};
  figure.width = 300;
  figure.height = 240;
  const std::string png = render(figure, Format::png);
  EXPECT_EQ(png.substr(0, 8), "\x89PNG\r\n\x1a\n");
  const auto big_endian = [&](std::size_t at) {
    int value = 0;
    for (std::size_t i = at; i < at + 4; ++i) {
      value = value * 256 + static_cast<unsigned char>(png[i]);
    }
    return value;
  };
  EXPECT_EQ(big_endian(16), 600);
  EXPECT_EQ(big_endian(20), 480);
}

TEST_F(Plot, TheBorderLiesWhereTheProbabilitiesAreEqual) {
  Scatter points = moons(30);
  // Far from the middle and between grid points, so that neither could stand in for it.
  const double edge = points.x.col(0).minCoeff() + 0.1234;
  const PredictProbabilities predict = [edge](const Matrix<double>& x) -> Matrix<double> {
    return 0.5 + 0.1 * (x.col(0).array() - edge);
  };
  const Boundary panel = boundary(points, predict, {.step = 0.05});
  const std::string picture = svg(panel);
  const std::string left = between(picture, "<image x='", "'");
  const std::string width = between(picture, "width='", "'", picture.find("<image"));
  ASSERT_FALSE(left.empty() || width.empty());
  const Grid& grid = panel.regions.grid;
  const double share = (edge - grid.x(0)) / (grid.x(grid.columns - 1) - grid.x(0));
  const double expected = std::stod(left) + share * std::stod(width);
  const std::string line = border_path(picture);
  ASSERT_EQ(count(line, "L"), 1) << line;
  // gnuplot places to a tenth of a pixel or so; a grid step is 6 pixels here.
  EXPECT_NEAR(std::stod(between(line, "M", ",")), expected, 0.5);
  EXPECT_NEAR(std::stod(between(line, "L", ",")), expected, 0.5);
}

TEST_F(Plot, ThreeClassesMeetInOnePoint) {
  Scatter points = moons(40);
  for (std::size_t i = 0; i < points.y.size(); i += 5) points.y[i] = 2;
  points.class_names.clear();
  const Boundary panel = boundary(points, PredictProbabilities(three_sectors), {.step = 0.03});
  const std::string picture = svg(panel);
  const auto image = picture.find("<image");
  const auto number = [&](const std::string& name) {
    return std::stod(between(picture, name + "='", "'", image));
  };
  const Grid& grid = panel.regions.grid;
  const double across = (0.2 - grid.x(0)) / (grid.x(grid.columns - 1) - grid.x(0));
  const double up = (0.1 - grid.y(0)) / (grid.y(grid.rows - 1) - grid.y(0));
  const double x = number(" x") + across * number("width");
  const double y = number(" y") + (1 - up) * number("height");
  int corners = 0;
  int at_junction = 0;
  std::istringstream path(border_path(picture));
  for (std::string word; path >> word; ++corners) {
    const double dx = std::stod(word.substr(1)) - x;
    const double dy = std::stod(word.substr(word.find(',') + 1)) - y;
    // The junction is placed within its cell, which is 4 pixels wide.
    at_junction += std::hypot(dx, dy) < 4 ? 1 : 0;
  }
  EXPECT_GE(at_junction, 2) << "one line passes through, another ends there";
  EXPECT_GE(corners - at_junction, 3) << "three arms";
  EXPECT_LE(corners, 12) << "straight lines need no more";
  EXPECT_EQ(count(picture, "<use "), 40 + 3);
  EXPECT_TRUE(has(picture, "fill=\"#ffffbe\""));
  EXPECT_TRUE(has(picture, ">2<"));
}

TEST_F(Plot, PanelsShareALegendAndStaySmall) {
  Figure figure;
  figure.title = "Seven of them";
  for (int i = 0; i < 7; ++i) {
    Scatter points = moons(200);
    points.title = "panel " + std::to_string(i);
    figure.panels.push_back(boundary(points, PredictClasses(below_curve)));
  }
  const std::string picture = render(figure, Format::svg);
  EXPECT_EQ(count(picture, ">upper moon<"), 1);
  EXPECT_EQ(count(picture, "<image "), 7);
  EXPECT_TRUE(has(picture, ">panel 6<"));
  EXPECT_TRUE(has(picture, ">Seven of them<"));
  EXPECT_LT(picture.size(), 150'000U);
  const auto mine = ids(picture);
  EXPECT_FALSE(mine.empty());
  for (const auto& id : ids(svg(moons(30)))) EXPECT_FALSE(mine.contains(id)) << id;
}

TEST_F(Plot, LogAxesLeaveOutWhatIsNotPositive) {
  LineChart panel = chart({0, 1, 2, 3, 4, 5}, {0, 1e-12, -3, 1e-7, kNaN, 1e-2});
  panel.y_axis = {.label = "difference", .log = true};
  const std::string picture = svg(panel);
  EXPECT_TRUE(has(picture, ">10⁻¹²<") || has(picture, ">10⁻¹⁰<")) << "powers of ten on the axis";
  EXPECT_TRUE(has(picture, ">curve<"));
  LineChart nothing = chart({1, 2}, {0, -1});
  nothing.y_axis.log = true;
  expect_error(ErrorCode::invalid_argument, "log axis", [&] { svg(nothing); });
}

TEST_F(Plot, LongCurvesBandsAndMarkers) {
  LineChart panel;
  Curve noisy{.name = "noisy"};
  for (int i = 0; i < 20000; ++i) {
    noisy.x.push_back(i);
    noisy.y.push_back(std::sin(0.001 * i) + 0.3 * std::sin(1.7 * i * i));
  }
  panel.curves = {noisy,
                  {.name = "marked", .x = {0, 9000, 20000}, .y = {1, 0.5, 0.7}, .markers = true}};
  panel.bands = {{.name = "band", .x = {0, 20000}, .lower = {-1, 0}, .upper = {0, 1}}};
  panel.x_axis.max = 21000;
  const std::string picture = svg(panel);
  EXPECT_LT(picture.size(), 150'000U);
  EXPECT_EQ(count(picture, "<use "), 3 + 1);
  for (const auto* name : {">noisy<", ">marked<", ">band<"}) EXPECT_TRUE(has(picture, name));
}

TEST_F(Plot, ConfusionMatrixShowsItsCounts) {
  ConfusionMatrix panel;
  panel.counts.resize(2, 2);
  panel.counts << 71, 13, 5, 208;
  panel.class_names = {"no", "yes"};
  const std::string picture = svg(panel);
  for (const auto* text : {">71<", ">13<", ">5<", ">208<", ">no<", ">yes<", ">true class<"}) {
    EXPECT_TRUE(has(picture, text)) << text;
  }
}

TEST_F(Plot, TextIsDrawnAsItStandsAndNeverRun) {
  const std::string touched = (folder / "touched").string();
  Scatter points = moons(20);
  points.title = "a\"b 'c' `touch " + touched + "` @d {e_f^g} \\h %i 7\n& <j> $k #l; !m";
  points.class_names = {"x\"; system(\"touch " + touched + "\"); \"", "y\\"};
  points.x_label = "'; system('touch " + touched + "'); #";
  points.y_label = "\"\nset print '" + touched + "'\nprint 1\n\xff\x01";
  const std::string picture = svg(points);
  EXPECT_TRUE(has(picture, "a\"b 'c' `touch ")) << picture.substr(0, 400);
  EXPECT_TRUE(has(picture, "` @d {e_f^g} \\h %i 7<"));
  EXPECT_TRUE(has(picture, "&amp; &lt;j> $k #l; !m<"));
  EXPECT_TRUE(has(picture, ">y\\<"));
  Figure figure;
  figure.panels = {points};
  EXPECT_EQ(render(figure, Format::png).substr(1, 3), "PNG");
  EXPECT_FALSE(fs::exists(touched));
}

TEST_F(Plot, WritesTheFormatThatTheNameAsksFor) {
  write_figure(moons(10), folder / "a.png");
  write_figure(moons(10), folder / "a.svg");
  EXPECT_EQ(crescent::read_file(folder / "a.png").substr(1, 3), "PNG");
  EXPECT_EQ(crescent::read_file(folder / "a.svg").substr(0, 4), "<svg");
  for (const auto* name : {"a.pdf", "a", "a.PNG.txt"}) {
    expect_error(ErrorCode::invalid_argument, ".png or .svg",
                 [&] { write_figure(moons(10), folder / name); });
    EXPECT_FALSE(fs::exists(folder / name));
  }
}

TEST_F(Plot, AFailureLeavesTheOldFileAndNothingElse) {
  const fs::path path = folder / "kept.svg";
  crescent::write_file(path, "old");
  const auto fails = [&](const std::string& program, const std::string& part) {
    const Variable variable("CRESCENT_GNUPLOT", program);
    expect_error(ErrorCode::io, part, [&] { write_figure(moons(10), path); });
    EXPECT_EQ(crescent::read_file(path), "old");
  };
  fails("/nowhere/gnuplot", "apt-get install gnuplot-nox");
  fails((folder / "tmp").string(), "cannot be run");
  fails("false", "failed (status 1)");
  fails("true", "made no picture");
  {
    const Variable nothing("PATH", "/nowhere");
    expect_error(ErrorCode::io, "pictures need gnuplot", [&] { write_figure(moons(10), path); });
  }
  Scatter empty;
  EXPECT_THROW(write_figure(empty, path), Error);
  EXPECT_THROW(write_figure(moons(10), folder / "no" / "such.png"), Error);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder), {}), 2) << "kept.svg and tmp";
}

TEST_F(Plot, RefusesPanelsThatCannotBeDrawn) {
  const auto refused = [&](const std::string& part, const Panel& panel) {
    expect_error(ErrorCode::invalid_argument, part, [&] { svg(panel); });
  };
  Scatter points = moons(10);
  points.y.pop_back();
  refused("10 points, 9 classes", points);
  points = moons(10);
  points.y[3] = -1;
  refused("classes count from 0", points);
  points = moons(10);
  points.x(4, 1) = kNaN;
  refused("not finite", points);
  refused("use predict_regions", Boundary{moons(10), {}});
  refused("as many of each", chart({1, 2, 3}, {1, 2}));
  refused("at least one point", chart({1, 2}, {kNaN, kNaN}));
  LineChart axis = chart({1, 2}, {3, 5});
  axis.y_axis = {.min = 3, .max = 2};
  refused("upwards", axis);
  axis.y_axis = {.log = true, .min = 0};
  refused("above 0", axis);
  refused("square", ConfusionMatrix{"", Eigen::MatrixXi::Ones(2, 3), {}});
  ConfusionMatrix negative{"", Eigen::MatrixXi::Ones(2, 2), {}};
  negative.counts(0, 1) = -4;
  refused("none below 0", negative);
  expect_error(ErrorCode::invalid_argument, "at least one panel",
               [] { render(Figure{}, Format::svg); });
}

TEST_F(Plot, DegenerateDataStillMakePictures) {
  Scatter one;
  one.x.resize(1, 2);
  one.x << 3.5, -2;
  one.y = {0};
  EXPECT_EQ(count(svg(one), "<use "), 1);
  const PredictClasses constant = [](const Matrix<double>& x) {
    return std::vector<int>(static_cast<std::size_t>(x.rows()), 1);
  };
  EXPECT_TRUE(has(svg(boundary(one, constant)), "<image"));
  EXPECT_TRUE(has(svg(chart({2}, {7})), ">curve<"));
  EXPECT_TRUE(has(svg(chart({1, 2}, {1e-300, 3e-300})), ">curve<"));
}

}  // namespace
