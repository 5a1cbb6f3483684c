#pragma once

#include <string>

#include <crescent/base/matrix.hpp>

#include "engine/fused/plan.hpp"

namespace crescent::engine::fused {

/// One batch for the kernels. What is not asked for is null.
template <class T>
struct Call {
  const T* parameters = nullptr;  ///< the flat buffer
  const T* x = nullptr;           ///< (rows, inputs), row-major
  const int* y = nullptr;         ///< (rows) classes; null when only probabilities are asked for
  Index rows = 0;
  T* workspace = nullptr;      ///< workspace_size() entries, aligned to alignment bytes
  T* gradient = nullptr;       ///< (parameters) receives the sum over the examples, no penalty
  T* probabilities = nullptr;  ///< (rows, classes) receives the probabilities
};

constexpr std::size_t alignment = 64;

/// Entries of T that a call with this plan needs, whichever instruction set runs.
template <class T>
Index workspace_size(const Plan& plan);

/// Forward, and backward if a gradient is asked for, in blocks of examples that stay in registers
/// and L1. Returns the sum of the examples' losses (0 without y). Runs the best instruction set of
/// this machine; allocates nothing.
template <class T>
T run(const Plan& plan, const Call<T>& call) noexcept;

/// The instruction set `run` uses, as Highway names it ("AVX3", "AVX2", "SSE4", …).
std::string instruction_set();

}  // namespace crescent::engine::fused
