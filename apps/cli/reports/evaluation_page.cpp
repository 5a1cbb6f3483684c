#include "reports/evaluation_page.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "reports/figures.hpp"

namespace crescent::cli::report {
namespace {

using metrics::Estimate;
using metrics::Metric;

constexpr std::size_t kMostDrawn = 30;  // classes of a confusion matrix
constexpr std::size_t kMostBars = 25;

std::vector<std::pair<std::string, std::string>> tiles_of(const model::Evaluation& evaluation) {
  const auto& report = evaluation.network.report;
  std::vector<std::pair<std::string, std::string>> tiles;
  const auto metrics =
      report.classes.empty()
          ? std::vector<Metric>{Metric::r2, Metric::root_mean_squared_error,
                                Metric::mean_absolute_error}
          : std::vector<Metric>{Metric::accuracy, Metric::log_loss, Metric::roc_auc};
  for (const Metric metric : metrics) {
    tiles.emplace_back(title(metric), number_text(report.at(metric).value));
  }
  tiles.emplace_back("rows", fmt::format("{}", report.rows));
  return tiles;
}

Table scores_table(const model::Evaluation& evaluation, const Names& names) {
  Table table{"Every number on the same rows, with its 95 % interval.",
              {"", "network", "95 % interval", names.linear, names.constant},
              {}};
  for (const auto& [metric, estimate] : evaluation.network.report.metrics) {
    table.rows.push_back({title(metric), number_text(estimate.value), interval_text(estimate),
                          number_text(evaluation.linear.report.at(metric).value),
                          number_text(evaluation.constant.report.at(metric).value)});
  }
  return table;
}

Table classes_table(const metrics::Report& report, const Names& names) {
  Table table{
      "Precision: of the rows called so, how many are. Recall: of the rows that are, how "
      "many are called so.",
      {"class", "precision", "95 % interval", "recall", "95 % interval", "F1", "rows"},
      {}};
  for (std::size_t k = 0; k < names.classes.size(); ++k) {
    const auto& one = report.classes[k];
    table.rows.push_back({names.classes[k], number_text(one.precision.value),
                          interval_text(one.precision), number_text(one.recall.value),
                          interval_text(one.recall), number_text(one.f1.value),
                          fmt::format("{}", one.support)});
  }
  return table;
}

void add_classes(Page& page, const model::Evaluation& evaluation, const Names& names) {
  Section classes{"Class by class", {classes_table(evaluation.network.report, names)}};
  if (names.classes.size() <= kMostDrawn) {
    classes.blocks.push_back(
        Pictures{{confusion_picture(evaluation.network.report, names.classes)}});
  }
  page.sections.push_back(std::move(classes));

  const auto& predictions = evaluation.network.predictions;
  Pictures pictures{
      {reliability_picture(predictions, names.classes), roc_picture(predictions, names.classes)}};
  if (names.classes.size() == 2) {
    pictures.pictures.push_back(threshold_picture(predictions, names.classes));
  }
  page.sections.push_back({"What its probabilities are worth", {std::move(pictures)}});
}

Section importance_section(const model::Importance& importance) {
  Bars bars;
  bars.caption = fmt::format(
      "How much {} when a column's cells are shuffled among {} rows, mean of {} shuffles. Columns "
      "that say the same share their worth: each can do without the other.",
      importance.metric == Metric::r2 ? "R2 falls" : "the log loss rises", importance.rows,
      importance.repeats);
  const double most = importance.columns.empty() ? 0 : importance.columns[0].mean;
  const std::size_t count = std::min(kMostBars, importance.columns.size());
  for (std::size_t c = 0; c < count; ++c) {
    const auto& column = importance.columns[c];
    bars.bars.push_back({one_line(column.column),
                         fmt::format("{:.4f} ± {:.4f}", column.mean, column.standard_deviation),
                         most > 0 ? column.mean / most : 0});
  }
  Section section{"What each column is worth", {std::move(bars)}};
  if (count < importance.columns.size()) {
    section.blocks.push_back(fmt::format("{} columns of less worth are in report.json.",
                                         importance.columns.size() - count));
  }
  return section;
}

Section drift_section(const std::vector<model::ColumnDrift>& drifts) {
  Table table{
      "These rows against the training rows. PSI below 0.1 is stable, above 0.25 a large "
      "shift; a column has moved where its test is more than chance as well.",
      {"column", "moved", "what", "PSI", "p"},
      {}};
  for (std::size_t i = 0; i < std::min(drifts.size(), kMostBars); ++i) {
    const auto& one = drifts[i];
    table.rows.push_back({one_line(one.column), one.moved ? "yes" : "no", one_line(one.words),
                          fmt::format("{:.3f}", one.psi), fmt::format("{:.2g}", one.p_value)});
  }
  return {"Have the columns moved since training?", {std::move(table)}};
}

}  // namespace

Page evaluation_page(const model::Evaluation& evaluation, const Names& names,
                     const Details& details) {
  Page page{.brand = details.brand,
            .title = fmt::format("How well is {} predicted?", one_line(details.target)),
            .lead = verdict(evaluation, names),
            .tiles = tiles_of(evaluation),
            .sections = {}};
  page.sections.push_back({"Beside the baselines", {scores_table(evaluation, names)}});
  if (names.classes.empty()) {
    const auto& predictions = evaluation.network.predictions;
    const std::string target = one_line(details.target);
    page.sections.push_back(
        {"Where it errs",
         {Pictures{{fit_picture(predictions, target), residual_picture(predictions, target)}}}});
  } else {
    add_classes(page, evaluation, names);
  }
  if (details.importance) page.sections.push_back(importance_section(*details.importance));
  if (!details.drifts.empty()) page.sections.push_back(drift_section(details.drifts));
  if (details.history && details.history->losses.size() > 1) {
    page.sections.push_back(
        {"How it learned", {Pictures{{learning_picture({*details.history}, {""})}}}});
  }
  Table facts{"The run that this page tells of.", {"", ""}, {}};
  for (const auto& [name, value] : details.facts) facts.rows.push_back({name, one_line(value)});
  page.sections.push_back({"The run", {std::move(facts)}});
  return page;
}

}  // namespace crescent::cli::report
