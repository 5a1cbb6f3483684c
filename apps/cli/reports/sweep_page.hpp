#pragma once

#include "reports/page.hpp"
#include "reports/sweep.hpp"

namespace crescent::cli::report {

/// The table, the metric by the varied value, learning curves and, for two columns of numbers,
/// boundaries.
Page sweep_page(const Sweep& sweep);

}  // namespace crescent::cli::report
