#pragma once

#include <crescent/model/model.hpp>

#include "graph_reader.hpp"

namespace crescent::model {

/// A dense network that another program wrote, with the scaler before it and the class labels
/// behind it where there are any. Throws Error(parse).
Model read_foreign(const GraphReader& reader);

}  // namespace crescent::model
