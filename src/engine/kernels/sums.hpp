#pragma once

#include "engine/kernels/plan.hpp"

namespace crescent::engine::kernels {

/// to += from, entry by entry.
template <class T>
void add(T* to, const T* from, Index count) noexcept;

/// ΣW² over all layers, biases aside.
template <class T>
T sum_of_squares(const Plan& plan, const T* parameters) noexcept;
/// Σ|W| likewise.
template <class T>
T sum_of_magnitudes(const Plan& plan, const T* parameters) noexcept;

/// gradient += scale · sign(W), entry by entry; sign(0) = 0.
template <class T>
void add_signs(T* gradient, const T* W, Index count, T scale) noexcept;

}  // namespace crescent::engine::kernels
