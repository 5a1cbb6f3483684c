#pragma once

#include <cstddef>
#include <functional>

namespace crescent {

/// Threads that the machine runs at once, at least 1.
int hardware_threads();

/// Calls f(0) … f(count - 1), each once, on up to `threads` threads (0: hardware_threads()), the
/// caller's among them; returns when all have returned. Which thread runs which call is not said, so
/// results must not depend on it: give each call its own place to write to, and add up afterwards in
/// order. Calls inside calls are allowed. The first exception thrown is rethrown here.
void parallel_for(int threads, std::size_t count, const std::function<void(std::size_t)>& f);

}  // namespace crescent
