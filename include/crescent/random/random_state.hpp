#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <utility>
#include <vector>

namespace crescent::random {

/// NumPy's legacy `numpy.random.RandomState`, bit for bit: the stream behind
/// `numpy.random.seed(n)`, which scikit-learn's `random_state=n` uses too.
/// Source: MT19937 (Matsumoto and Nishimura 1998) seeded by `init_genrand`; normals by Marsaglia's
/// polar method with the second value kept; bounded integers by masked rejection.
/// Integers, uniforms and orders are the same everywhere; a normal goes through the C library's
/// `log` and has NumPy's last bit where both use the same one.
class RandomState {
 public:
  explicit RandomState(std::uint32_t seed = 0) : generator_(seed) {}

  /// Uniform in [0, 1), 53 bits.
  double random_sample();
  /// Uniform in [low, high). Throws Error(invalid_argument) unless high - low is finite.
  double uniform(double low, double high);
  /// Standard normal (`randn`).
  double standard_normal();
  /// Normal with mean `loc` and standard deviation `scale`.
  /// Throws Error(invalid_argument) unless scale >= 0.
  double normal(double loc = 0.0, double scale = 1.0);
  /// Uniform integer in [low, high), as `randint(low, high)` with 64-bit integers.
  /// Throws Error(invalid_argument) unless low < high.
  std::int64_t randint(std::int64_t low, std::int64_t high);

  /// Shuffles in place (Fisher-Yates from the end, as NumPy does).
  template <class T>
  void shuffle(std::span<T> values) {
    std::size_t i = values.empty() ? 0 : values.size() - 1;
    for (; i > std::numeric_limits<std::uint32_t>::max(); --i)
      std::swap(values[i], values[static_cast<std::size_t>(interval(i))]);
    // As above, but a draw that interval() would reject swaps an entry with itself instead of
    // taking a branch that no processor can foresee: twice as fast.
    while (i > 0) {
      const std::size_t low = std::bit_floor(i), mask = 2 * low - 1;
      while (i >= low) {
        const std::size_t draw = next32() & mask;
        const bool accepted = draw <= i;
        std::swap(values[i], values[accepted ? draw : i]);
        i -= accepted ? 1 : 0;
      }
    }
  }
  /// All that the next number depends on: put back, the stream goes on with the same numbers.
  /// Its form is that of this C++ library.
  std::vector<std::uint32_t> state() const;
  /// Throws Error(invalid_argument) for what is no state of this library.
  void set_state(const std::vector<std::uint32_t>& state);

  /// The numbers 0 to n - 1 in shuffled order.
  std::vector<std::size_t> permutation(std::size_t n);

 private:
  std::uint32_t next32() { return static_cast<std::uint32_t>(generator_()); }
  std::uint64_t next64();
  std::uint64_t interval(std::uint64_t max);  // uniform in [0, max]

  std::mt19937 generator_;
  double second_normal_ = 0.0;
  bool has_second_normal_ = false;
};

}  // namespace crescent::random
