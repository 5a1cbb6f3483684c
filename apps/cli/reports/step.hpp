#pragma once

#include <string>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/explain/step.hpp>

#include "console/console.hpp"

namespace crescent::cli {

/// Names for what a step shows; either list may be empty.
struct StepNames {
  std::vector<std::string> features;
  std::vector<std::string> classes;
  std::string title;
};

/// One line of the walk: a formula, the numbers it gives, and what they mean.
struct StepItem {
  std::string formula;  ///< in plain text: "z1 = x W1 + b1"
  Matrix<double> value;
  std::string note;
};

struct StepSection {
  std::string title;
  std::string text;
  std::vector<StepItem> items;
};

/// The walk through one example's step, in the order in which it is computed.
std::vector<StepSection> sections(const explain::Step& step, const StepNames& names);

std::string step_text(const explain::Step& step, const StepNames& names);
/// One self-contained page.
std::string step_html(const explain::Step& step, const StepNames& names);
Json step_json(const explain::Step& step, const StepNames& names);

}  // namespace crescent::cli
