// What the C++ peers share; see common.py for the calling convention and the output.
#pragma once

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace peer {

/// A raw file of numbers.
template <class T>
std::vector<T> load(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::vector<T> values(static_cast<std::size_t>(file.tellg()) / sizeof(T));
  file.seekg(0);
  file.read(reinterpret_cast<char*>(values.data()),
            static_cast<std::streamsize>(values.size() * sizeof(T)));
  return values;
}

struct Arguments {
  std::string folder;
  int repeats;
  int threads;
};

inline Arguments arguments(int argc, char** argv) {
  if (argc != 4) throw std::runtime_error("usage: PROGRAM DATA_FOLDER REPEATS THREADS");
  return {argv[1], std::atoi(argv[2]), std::atoi(argv[3])};
}

/// Runs `work` once to warm up, then `repeats` times. The result is a JSON object: what `work`
/// returns, or, where that would take long, what `judge` returns after the last run, outside of the
/// time.
inline void report(const Arguments& arguments, const char* workload, const char* name,
                   const char* version, const char* precision,
                   const std::function<std::string()>& work,
                   const std::function<std::string()>& judge = {}) {
  std::string result = work(), seconds;
  for (int i = 0; i < arguments.repeats; ++i) {
    const auto began = std::chrono::steady_clock::now();
    result = work();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    seconds += (i ? ", " : "") + std::to_string(took.count());
  }
  if (judge) result = judge();
  std::printf(
      "{\"workload\": \"%s\", \"peer\": \"%s\", \"version\": \"%s\", \"precision\": \"%s\", "
      "\"threads\": %d, \"seconds\": [%s], \"result\": %s}\n",
      workload, name, version, precision, arguments.threads, seconds.c_str(), result.c_str());
  std::fflush(stdout);
}

}  // namespace peer
