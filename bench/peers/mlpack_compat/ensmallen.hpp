// mlpack's headers include ensmallen, its optimisers, which no registry here holds. They name three
// things of it and use none unless FFN::Train is called; the programs here call
// FFN::EvaluateWithGradient.
#pragma once

namespace ens {

class RMSProp;
class GridSearch;

namespace traits {
template <class>
struct HasMaxIterationsSignature {
  static constexpr bool value = false;
};
}  // namespace traits

}  // namespace ens
