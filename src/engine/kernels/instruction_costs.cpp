#include "engine/kernels/instruction_costs.hpp"

#include <iterator>

#include "engine/kernels/instruction_sets.hpp"

namespace crescent::engine {
namespace {

constexpr double kib = 1024.0;

// AVX3 (that is AVX-512) is measured: from a sweep over 18 shapes, see docs/engine.md; two vectors
// of multiply-adds start each cycle, and large products come to 82 % of that with oneDNN and to 60
// % with our own. AVX2 and SCALAR are measured on an AVX-512 processor limited to them (28 shapes
// and batches; oneDNN limited as well for AVX2). SSE4 was measured too, but keeps AVX-512's cycles
// a vector and as many vectors a cache: what it chooses decides the bits that all x86 processors
// share with it, and another choice would gain some 10 % at most. EMU128 (WebAssembly) must choose
// as SSE4 does, whose bits it gives. NEON is derived: registers as AVX-512, lanes as SSE4.
constexpr InstructionCosts known[] = {
    {"AVX3", 64, 0.60, 0.68, 0.80, 0.92, 0.5 / 0.60, 0.5 / 0.82, 32 * kib, 1024 * kib},
    {"AVX2", 32, 0.60, 0.59, 0.69, 0.72, 0.74, 0.54, 32 * kib, 512 * kib},
    {"SSE4", 16, 0.60, 0.68, 0.80, 0.92, 0.5 / 0.60, 0.5 / 0.82, 8 * kib, 256 * kib},
    {"NEON", 16, 0.60, 0.68, 0.80, 0.92, 0.5 / 0.60, 0.5 / 0.82, 64 * kib, 512 * kib},
    {"EMU128", 16, 0.60, 0.68, 0.80, 0.92, 0.5 / 0.60, 0.5 / 0.82, 8 * kib, 256 * kib},
    {"SCALAR", 0, 0.44, 1.25, 1.25, 1.30, 1.55, 0.043, 32 * kib, 512 * kib},
};

}  // namespace

const InstructionCosts& instruction_costs(std::string_view name) {
  for (const InstructionCosts& costs : known) {
    if (costs.name == name) return costs;
  }
  return known[std::size(known) - 1];
}

const InstructionCosts& instruction_costs() {
  return instruction_costs(kernels::instruction_set());
}

}  // namespace crescent::engine
