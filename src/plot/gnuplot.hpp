#pragma once

#include <string>

#include "plot/script.hpp"

namespace crescent::plot {

/// Runs `script` in a private temporary folder, which is gone afterwards, and returns the bytes of
/// the picture. Throws Error(io) when gnuplot cannot be started, fails, writes nothing, or takes
/// more than two minutes.
std::string run_gnuplot(const Script& script);

}  // namespace crescent::plot
