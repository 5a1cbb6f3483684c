// Elementary functions on vectors, for every instruction set that Highway knows: exp, log, log1p,
// tanh, sigmoid, softplus, erf, gelu. No branches; float32 and float64; any number of lanes. How
// far each may be off is said beside it, in units of the last place of the exact result, and holds
// for all numbers, denormal ones too; a NaN gives a NaN. Included, like Highway's own -inl headers,
// once for each instruction set.
#if defined(CRESCENT_VECTOR_MATH_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRESCENT_VECTOR_MATH_INL
#undef CRESCENT_VECTOR_MATH_INL
#else
#define CRESCENT_VECTOR_MATH_INL
#endif

#include "erf-inl.hpp"
#include "exp-inl.hpp"
#include "gelu-inl.hpp"
#include "log-inl.hpp"
#include "sigmoid-inl.hpp"
#include "tanh-inl.hpp"

#endif
