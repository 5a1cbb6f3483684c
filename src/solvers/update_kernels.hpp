#pragma once

#include <cstddef>

namespace crescent::solvers {

/// The formulas stand in update_kernels-inl.hpp.
enum class Rule { gradient_descent, momentum, nesterov, adam, rprop };

/// The numbers of one step; each rule reads its own. V: a number, or a vector full of it.
template <class V>
struct Coefficients {
  V rate{};
  V momentum{};
  V beta_1{}, rest_1{};  ///< rest_1 = 1 - beta_1
  V beta_2{}, rest_2{};
  V epsilon{};
  V kept{};  ///< share of each parameter that weight decay leaves
  V eta_minus{}, eta_plus{};
  V shortest{}, longest{};
};

/// Entries to update, all arrays of the same length.
template <class T>
struct Range {
  T* w = nullptr;
  const T* g = nullptr;
  T* first = nullptr;  ///< what the rule remembers of each entry; null where it remembers nothing
  T* second = nullptr;
  std::size_t size = 0;
};

/// One pass over memory with the best instruction set of this machine; addresses need no alignment.
void update(Rule rule, const Coefficients<float>& coefficients, const Range<float>& range) noexcept;
void update(Rule rule, const Coefficients<double>& coefficients,
            const Range<double>& range) noexcept;

}  // namespace crescent::solvers
