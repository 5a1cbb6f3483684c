#pragma once

// Derived in docs/maths.md, "Dropout".

#include <cmath>
#include <cstddef>
#include <cstdint>

#include <crescent/base/matrix.hpp>

namespace crescent::reference {

// Inverted dropout (Srivastava et al. 2014): while a network is trained, each hidden activation is
// kept with probability 1 - rate and then divided by it, or set to 0; its mean stays what it is, so
// nothing is left to do at prediction. Which entries are dropped is no stream of random numbers but
// a hash of the entry's place (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"):
// the same for every engine, layout and number of threads, and after an interruption.

/// The dropout of one training batch.
struct Dropout {
  /// Share of the hidden activations that a training gradient drops, in [0, 1); 0: none. A loss or
  /// a prediction asked for by itself drops none.
  double rate = 0.0;
  std::uint64_t noise = 0;  ///< the batch's key
};

/// Throws Error(invalid_argument) for a rate out of range.
void validate(const Dropout& dropout);

/// Every bit of the result depends on every bit of x; no two x meet (Wellons 2018, "lowbias32").
constexpr std::uint32_t mix_bits(std::uint32_t x) {
  x = (x ^ (x >> 16)) * 0x7feb352dU;
  x = (x ^ (x >> 15)) * 0x846ca68bU;
  return x ^ (x >> 16);
}

/// The same for 64 bits: the output of splitmix64 (Steele, Lea, Flood 2014).
constexpr std::uint64_t mix_bits64(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15U;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

/// What stays the same for one layer and one batch.
struct DropoutKey {
  std::uint32_t row = 0;
  std::uint32_t unit = 0;
};

/// `noise`: the batch's key; `layer` from 0.
constexpr DropoutKey dropout_key(std::uint64_t noise, std::size_t layer) {
  const std::uint64_t bits = mix_bits64(mix_bits64(noise) + layer);
  return {static_cast<std::uint32_t>(bits >> 32), static_cast<std::uint32_t>(bits)};
}

constexpr std::uint32_t dropout_unit_step = 0x9e3779b9U;  ///< 2^32 / golden ratio

/// 32 random bits for the activation of `unit` for example `row` of the batch, both from 0.
constexpr std::uint32_t dropout_bits(DropoutKey key, std::uint32_t row, std::uint32_t unit) {
  return mix_bits((mix_bits(row ^ key.row) + unit * dropout_unit_step) ^ key.unit);
}

/// Entries whose bits are below it are dropped. rate in [0, 1).
inline std::uint32_t dropout_threshold(double rate) {
  return static_cast<std::uint32_t>(std::ldexp(rate, 32));
}

/// (rows, units) factors for a: 0, or 1 / (1 - rate).
template <class T>
Matrix<T> dropout_factors(double rate, std::uint64_t noise, std::size_t layer, Index rows,
                          Index units) {
  const DropoutKey key = dropout_key(noise, layer);
  const std::uint32_t threshold = dropout_threshold(rate);
  return Matrix<T>::NullaryExpr(rows, units, [=](Index row, Index unit) {
    const std::uint32_t bits =
        dropout_bits(key, static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(unit));
    return T(bits < threshold ? 0.0 : 1 / (1 - rate));
  });
}

}  // namespace crescent::reference
