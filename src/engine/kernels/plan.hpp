#pragma once

#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/reference/architecture.hpp>
#include <crescent/reference/losses.hpp>

namespace crescent::engine {

/// One dense layer as the kernels walk it; offsets are into the flat parameter buffer.
struct PlanLayer {
  Index inputs = 0;
  Index units = 0;
  reference::Activation activation = reference::Activation::identity;
  Index W = 0;
  Index b = -1;  ///< -1: no bias
  /// Its slopes are found with a and kept for the way back: where a alone does not tell them, or
  /// where dropout changes a.
  bool keeps_slope = false;
};

/// A network's shape and its loss, ready for the kernels.
struct Plan {
  std::vector<PlanLayer> layers;
  reference::Output output = reference::Output::softmax;
  Index inputs = 0;
  Index parameters = 0;
  Index widest = 0;     ///< units of the widest layer, inputs included
  Index all_units = 0;  ///< inputs and all layers' units together
  Index outputs = 0;    ///< numbers predicted for one example
  reference::Loss loss = {};
  bool drops = false;  ///< its gradients are with dropout
};

Plan make_plan(const reference::Architecture& architecture, const reference::Loss& loss = {});

/// Makes a plan ready for gradients with or without dropout; false where it was.
bool set_drops(Plan& plan, bool drops);

}  // namespace crescent::engine
