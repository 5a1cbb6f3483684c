#pragma once

#include <cstdint>
#include <string>

#include <crescent/experiment/cross_validation.hpp>

#include "reports/evaluation.hpp"

namespace crescent::cli {

/// What the reader of a cross-validation wants to know beside its numbers.
struct CrossValidationFacts {
  std::string data;
  std::string target;
  int folds = 0;
  int repeats = 0;
  std::uint32_t seed = 0;
};

/// The names where no single model is meant.
Names names_of(const experiment::Problem& problem);

/// "0.9533 +- 0.0298"
std::string mean_text(const experiment::FoldScores& scores, std::size_t metric);

Json to_json(const experiment::CrossValidation& result, const Names& names,
             const CrossValidationFacts& facts);
std::string to_text(const experiment::CrossValidation& result, const Names& names,
                    const CrossValidationFacts& facts);

}  // namespace crescent::cli
