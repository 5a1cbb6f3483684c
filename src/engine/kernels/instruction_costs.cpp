#include "engine/kernels/instruction_costs.hpp"

#include <iterator>

#include "engine/kernels/instruction_sets.hpp"

namespace crescent::engine {
namespace {

constexpr double kib = 1024.0;

// AVX3 (that is AVX-512) is measured: from a sweep over 18 shapes, see docs/engine.md; two vectors
// of multiply-adds start each cycle, and large products come to 82 % of that with oneDNN and to 60
// % with our own. AVX2, SSE4 and SCALAR are measured on an AVX-512 processor limited to them (28
// shapes and batches; oneDNN limited as well, but for SCALAR). NEON is derived: as many registers
// as AVX-512 and as many lanes as SSE4. EMU128 (WebAssembly) must choose as SSE4 does, whose bits
// it gives. The caches are those of usual processors.
constexpr InstructionCosts known[] = {
    {"AVX3", 64, 0.60, 0.68, 0.80, 0.92, 0.5 / 0.60, 0.5 / 0.82, 32 * kib, 1024 * kib},
    {"AVX2", 32, 0.60, 0.59, 0.69, 0.72, 0.74, 0.54, 32 * kib, 512 * kib},
    {"SSE4", 16, 0.62, 0.67, 0.75, 0.75, 0.80, 0.65, 32 * kib, 512 * kib},
    {"NEON", 16, 0.60, 0.68, 0.80, 0.92, 0.5 / 0.60, 0.5 / 0.82, 64 * kib, 512 * kib},
    {"EMU128", 16, 0.62, 0.67, 0.75, 0.75, 0.80, 0.65, 32 * kib, 512 * kib},
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
