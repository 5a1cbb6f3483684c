#pragma once

// For the kernels' sources, before Highway: what need not be compiled. Arrays of vectors need a
// size known to the compiler, so not SVE and RISC-V; SSSE3 and AVX3_DL add nothing to the
// instruction sets below them that the kernels would use.
#define HWY_DISABLED_TARGETS \
  (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV | HWY_SSSE3 | HWY_AVX3_DL)
