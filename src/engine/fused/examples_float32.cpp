// For WebAssembly alone. Highway 1.0.3 has float32 vectors for it and no float64: examples.cpp
// emulates the latter, and here its float32 half is compiled with the real ones.
#if defined(__wasm__)
#define CRESCENT_WASM_FLOAT32
#include "engine/fused/examples.cpp"
#endif
