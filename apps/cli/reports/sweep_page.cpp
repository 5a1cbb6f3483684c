#include "reports/sweep_page.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include <crescent/data/number.hpp>
#include <crescent/plot/boundary.hpp>

#include "reports/figures.hpp"

namespace crescent::cli::report {
namespace {

constexpr std::size_t kMostCurves = 8;       // as many colours as there are
constexpr std::size_t kMostBoundaries = 12;  // evenly chosen from more

std::string label(const Settings& settings) {
  std::string text;
  for (const auto& [name, value] : settings) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, value);
  }
  return text;
}

/// Evenly chosen attempts that did not fail.
std::vector<std::size_t> some(const Sweep& sweep, std::size_t most) {
  std::vector<std::size_t> good;
  for (std::size_t i = 0; i < sweep.attempts.size(); ++i)
    if (sweep.attempts[i].fitted) good.push_back(i);
  if (good.size() <= most) return good;
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < most; ++i) chosen.push_back(good[i * (good.size() - 1) / (most - 1)]);
  return chosen;
}

Table sweep_table(const Sweep& sweep) {
  Table table{
      fmt::format("Every training, measured on {} held-out rows. The best by {} stands out.",
                  sweep.split.test.size(), title(sweep.metric)),
      sweep.head(),
      {},
      static_cast<int>(sweep.best())};
  for (std::size_t i = 0; i < sweep.attempts.size(); ++i) table.rows.push_back(sweep.row(i));
  return table;
}

/// The metric by the value, where one option is varied and its values are numbers.
std::vector<Picture> metric_pictures(const Sweep& sweep) {
  if (sweep.settings.front().size() != 1 || sweep.settings.size() < 3) return {};
  plot::Curve curve{.markers = true};
  for (std::size_t i = 0; i < sweep.settings.size(); ++i) {
    const auto value = crescent::data::parse_number(sweep.settings[i][0].second);
    if (!value) return {};
    curve.x.push_back(*value);
    curve.y.push_back(sweep.score(i, sweep.metric));
  }
  const auto [low, high] = std::minmax_element(curve.x.begin(), curve.x.end());
  const bool log = *low > 0 && *high / *low >= 10;
  const std::string name = sweep.settings.front()[0].first, what = title(sweep.metric);
  plot::LineChart chart{.curves = {curve},
                        .x_axis = {.label = name, .log = log},
                        .y_axis = {.label = what},
                        .legend = false};
  return {{{.panels = {chart}, .width = 440, .height = 360},
           fmt::format("{} of the held-out rows by {}.", what, name),
           fmt::format("{} of the held-out rows.", what)}};
}

Picture learning(const Sweep& sweep) {
  std::vector<train::History> histories;
  std::vector<std::string> names;
  for (const std::size_t i : some(sweep, kMostCurves)) {
    histories.push_back(sweep.attempts[i].fitted->history);
    names.push_back(label(sweep.settings[i]));
  }
  return learning_picture(histories, names);
}

/// Whether the models are functions of two columns of numbers.
bool has_plane(const Sweep& sweep, const model::Model& model) {
  if (sweep.problem.target.task != preprocess::Task::classification) return false;
  const auto& columns = model.pipeline.columns;
  return columns.size() == 2 && std::all_of(columns.begin(), columns.end(), [](const auto& column) {
           return column.kind == preprocess::ColumnKind::numeric;
         });
}

plot::Scatter points_of(const Sweep& sweep, const model::Model& model) {
  constexpr std::size_t kMostPoints = 500;
  const auto& table = sweep.problem.table;
  const auto& first = table.columns[table.find(model.pipeline.columns[0].name)];
  const auto& second = table.columns[table.find(model.pipeline.columns[1].name)];
  plot::Scatter scatter{
      .class_names = model.pipeline.classes, .x_label = first.name, .y_label = second.name};
  std::vector<std::size_t> rows;
  const std::size_t step = sweep.problem.rows.size() / kMostPoints + 1;
  for (std::size_t i = 0; i < sweep.problem.rows.size(); i += step) {
    const std::size_t row = sweep.problem.rows[i];
    if (!first.is_missing(row) && !second.is_missing(row)) rows.push_back(row);
  }
  scatter.x.resize(static_cast<Index>(rows.size()), 2);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    scatter.x.row(static_cast<Index>(i)) << first.numbers[rows[i]], second.numbers[rows[i]];
    scatter.y.push_back(sweep.problem.target.y[rows[i]]);
  }
  return scatter;
}

Pictures boundaries(const Sweep& sweep) {
  Pictures pictures;
  for (const std::size_t i : some(sweep, kMostBoundaries)) {
    const model::Model& model = sweep.attempts[i].fitted->model;
    plot::Scatter points = points_of(sweep, model);
    points.legend = false;
    const plot::GridOptions grid{.step = 0.01, .padding = 0.1, .relative = true};
    const plot::PredictProbabilities predict = [&model](const Matrix<double>& x) {
      return model.predict_proba(x);
    };
    const std::string what = label(sweep.settings[i]);
    pictures.pictures.push_back(
        {{.panels = {plot::boundary(points, predict, grid)}, .width = 400, .height = 340},
         fmt::format("Regions of the classes with {}.", what),
         fmt::format("{}: {} {}", what, title(sweep.metric),
                     number_text(sweep.score(i, sweep.metric)))});
  }
  return pictures;
}

}  // namespace

Page sweep_page(const Sweep& sweep) {
  const std::size_t best = sweep.best();
  std::string varied;
  for (const auto& [name, value] : sweep.settings.front()) {
    varied += (varied.empty() ? "" : " and ") + name;
  }
  Page page{.brand = "sweep",
            .title = fmt::format("What does {} change?", varied),
            .lead = {fmt::format("Of {} trainings, {} is best by {}: {}.", sweep.attempts.size(),
                                 label(sweep.settings[best]), title(sweep.metric),
                                 number_text(sweep.score(best, sweep.metric))),
                     "It was chosen on the rows that it is measured on, which flatters."},
            .tiles = {{"trainings", fmt::format("{}", sweep.attempts.size())},
                      {"training rows", fmt::format("{}", sweep.split.train.size())},
                      {"held-out rows", fmt::format("{}", sweep.split.test.size())}},
            .sections = {}};
  Section table{"All trainings", {sweep_table(sweep)}};
  Pictures curves{metric_pictures(sweep)};
  curves.pictures.push_back(learning(sweep));
  table.blocks.push_back(std::move(curves));
  page.sections.push_back(std::move(table));
  if (has_plane(sweep, sweep.attempts[best].fitted->model)) {
    page.sections.push_back({"What each network draws", {boundaries(sweep)}});
  }
  page.sections.push_back(
      {"The run",
       {Table{"The run that this page tells of.",
              {"", ""},
              {{"data", std::filesystem::path(sweep.problem.table.source).filename().string()},
               {"target", sweep.problem.target.name}}}}});
  return page;
}

}  // namespace crescent::cli::report
