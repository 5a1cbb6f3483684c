#pragma once

#include <string>
#include <vector>

#include <crescent/experiment/sweep.hpp>

#include "options/variants.hpp"
#include "reports/evaluation.hpp"

namespace crescent::cli {

/// The trainings of a sweep: settings and what became of them, in the same order.
struct Sweep {
  const experiment::Problem& problem;
  std::vector<Settings> settings;
  std::vector<experiment::Attempt> attempts;
  data::Split split;
  metrics::Metric metric;  ///< what decides which is best

  double score(std::size_t attempt, metrics::Metric of) const;
  std::size_t best() const;
  /// Heads and cells of a table: the settings, parameters, losses and the most telling metrics.
  std::vector<std::string> head() const;
  std::vector<std::string> row(std::size_t attempt) const;
};

Json to_json(const Sweep& sweep);
std::string to_text(const Sweep& sweep);

}  // namespace crescent::cli
