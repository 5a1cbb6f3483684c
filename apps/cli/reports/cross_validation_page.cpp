#include "reports/cross_validation_page.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "reports/evaluation_page.hpp"
#include "reports/figures.hpp"

namespace crescent::cli::report {
namespace {

Table means_table(const experiment::CrossValidation& result, const Names& names) {
  Table table{"Mean ± standard deviation over the folds.",
              {"", "network", names.linear, names.constant},
              {}};
  const auto cell = [](const experiment::FoldScores& scores, std::size_t j) {
    return number_text(scores.mean[j]) + " ± " + number_text(scores.standard_deviation[j]);
  };
  for (std::size_t j = 0; j < result.metrics.size(); ++j) {
    table.rows.push_back({title(result.metrics[j]), cell(result.network, j), cell(result.linear, j),
                          cell(result.constant, j)});
  }
  return table;
}

Table folds_table(const experiment::CrossValidation& result, const Names& names, int folds) {
  const auto shown = std::min<Index>(3, result.network.values.cols());
  Table table{"The network fold by fold, and in brackets " + names.linear + ".",
              {"fold", "trained on", "tested on"},
              {}};
  for (Index j = 0; j < shown; ++j) {
    table.head.push_back(title(result.metrics[static_cast<std::size_t>(j)]));
  }
  for (std::size_t i = 0; i < result.folds.size(); ++i) {
    const auto n = static_cast<std::size_t>(folds);
    std::vector<std::string> row = {result.folds.size() > n
                                        ? fmt::format("{}.{}", i / n + 1, i % n + 1)
                                        : fmt::format("{}", i + 1),
                                    fmt::format("{}", result.folds[i].train.size()),
                                    fmt::format("{}", result.folds[i].test.size())};
    for (Index j = 0; j < shown; ++j) {
      row.push_back(fmt::format("{} ({})",
                                number_text(result.network.values(static_cast<Index>(i), j)),
                                number_text(result.linear.values(static_cast<Index>(i), j))));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

Page cross_validation_page(const experiment::CrossValidation& result, const Names& names,
                           const CrossValidationFacts& facts) {
  const Details details{.brand = "cross-validation",
                        .target = facts.target,
                        .facts = {{"data", std::filesystem::path(facts.data).filename().string()},
                                  {"target", facts.target},
                                  {"folds", fmt::format("{}", facts.folds)},
                                  {"repeats", fmt::format("{}", facts.repeats)},
                                  {"seed", fmt::format("{}", facts.seed)}}};
  Page page = evaluation_page(result.pooled, names, details);
  page.tiles.clear();
  for (std::size_t j = 0; j < std::min<std::size_t>(4, result.metrics.size()); ++j) {
    page.tiles.emplace_back(title(result.metrics[j]), number_text(result.network.mean[j]));
  }
  page.sections.front().title = "All rows together";
  page.sections.front().blocks.insert(
      page.sections.front().blocks.begin(),
      std::string("Every row as judged by the network that had not seen it. The intervals know of "
                  "the rows, not of the training that happened to be done: the spread over the "
                  "folds above shows both."));
  std::vector<std::string> labels;
  for (std::size_t i = 0; i < result.histories.size(); ++i) labels.emplace_back();
  Section folds{"Over the folds",
                {means_table(result, names), folds_table(result, names, facts.folds),
                 Pictures{{learning_picture(result.histories, labels)}}}};
  page.sections.insert(page.sections.begin(), std::move(folds));
  return page;
}

}  // namespace crescent::cli::report
