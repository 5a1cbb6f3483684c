#pragma once

#include "console/console.hpp"
#include "lessons.hpp"

namespace crescent::cli::tutorial {

/// Everything in `lessons`, at full precision: what tutorial.json holds. A loss that is not finite
/// becomes null.
Json to_json(const Lessons& lessons);

}  // namespace crescent::cli::tutorial
