#pragma once

#include "reports/cross_validation.hpp"
#include "reports/page.hpp"

namespace crescent::cli::report {

/// Means and spread, fold by fold, then the evaluation of all rows together.
Page cross_validation_page(const experiment::CrossValidation& result, const Names& names,
                           const CrossValidationFacts& facts);

}  // namespace crescent::cli::report
