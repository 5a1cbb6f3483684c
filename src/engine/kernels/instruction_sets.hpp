#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <crescent/base/matrix.hpp>

namespace crescent::engine::kernels {

/// Entries of T in the widest vector of the instruction set that runs.
template <class T>
Index vector_lanes();

/// The instruction set that runs.
std::string_view instruction_set();
/// The instruction sets compiled in that this machine has, the best one, which runs, first; as
/// Highway names them ("AVX3", "AVX2", "SSE4", …).
std::vector<std::string> instruction_sets();
/// Those before the place `best` are no longer used.
void limit_instruction_set(std::size_t best);

}  // namespace crescent::engine::kernels
