#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <crescent/model/drift.hpp>
#include <crescent/model/evaluation.hpp>
#include <crescent/model/importance.hpp>
#include <crescent/train/fit.hpp>

#include "reports/evaluation.hpp"
#include "reports/page.hpp"

namespace crescent::cli::report {

/// What a page about one model says besides its evaluation.
struct Details {
  std::string brand;
  std::string target;
  std::vector<std::pair<std::string, std::string>> facts;  ///< "data", "iris.csv", …
  std::optional<model::Importance> importance = {};
  std::optional<train::History> history = {};
  std::vector<model::ColumnDrift> drifts = {};
};

/// The evaluation's page: verdict, table, classes, curves or residuals, columns, training.
Page evaluation_page(const model::Evaluation& evaluation, const Names& names,
                     const Details& details);

}  // namespace crescent::cli::report
