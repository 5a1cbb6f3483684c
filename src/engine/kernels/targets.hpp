#pragma once

// For the kernels' sources, before Highway: what need not be compiled. Arrays of vectors need a
// size known to the compiler, so not SVE and RISC-V; SSSE3 and AVX3_DL add nothing to the
// instruction sets below them that the kernels would use.
#define HWY_DISABLED_TARGETS \
  (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV | HWY_SSSE3 | HWY_AVX3_DL)

// Where Highway has no float64 vectors (version 1.0.3 on WebAssembly and 32-bit Arm) it emulates
// vectors of 128 bits, in loops that the compiler turns into vector instructions where there are
// any. WebAssembly's float32 vectors are there: examples_float32.cpp compiles a kernel with them.
#if (defined(__wasm__) && !defined(CRESCENT_WASM_FLOAT32)) || \
    (defined(__arm__) && !defined(__aarch64__))
#define HWY_COMPILE_ONLY_EMU128
#endif
