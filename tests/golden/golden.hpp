#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <crescent/base/file.hpp>
#include <crescent/base/matrix.hpp>

namespace crescent::golden {

/// The numbers written by tests/golden/make_<name>.py.
inline nlohmann::json load(const std::string& name) {
  return nlohmann::json::parse(read_file(CRESCENT_TESTS_DIR "/golden/" + name + ".json"));
}

/// Rows of equally many numbers.
inline Matrix<double> to_matrix(const nlohmann::json& rows) {
  const auto values = rows.get<std::vector<std::vector<double>>>();
  Matrix<double> x(static_cast<Index>(values.size()), static_cast<Index>(values.front().size()));
  for (Index i = 0; i < x.rows(); ++i) {
    for (Index j = 0; j < x.cols(); ++j) {
      x(i, j) = values[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
    }
  }
  return x;
}

using Bits = std::vector<std::uint64_t>;

inline std::uint64_t bits(double value) { return std::bit_cast<std::uint64_t>(value); }
inline std::uint64_t bits(std::int64_t value) { return static_cast<std::uint64_t>(value); }

/// One number for many.
inline std::uint64_t fnv1a(const Bits& patterns) {
  std::uint64_t result = 0xCBF29CE484222325;
  for (const std::uint64_t pattern : patterns) result = (result ^ pattern) * 0x100000001B3;
  return result;
}

/// Whether log, sin and cos round here as where the file was written: glibc's own results differ
/// between processors with and without fused multiply-add. libm.py wrote the fingerprint.
inline bool same_libm(const nlohmann::json& golden) {
  Bits values;
  for (int i = 0; i < 10000; ++i) {
    const double place = (i + 0.5) / 10000;
    for (double value : {std::log(place), std::sin(7 * place), std::cos(7 * place)}) {
      values.push_back(bits(value));
    }
  }
  return fnv1a(values) == golden.at("libm").get<std::uint64_t>();
}

/// What another libm may change in a normal or a point made of one. A normal is
/// x sqrt(-2 log(r2) / r2): four roundings that may fall otherwise, 4 epsilon, and it stays below
/// 5; scaled by at most 2.5 here before a mean is added: 50 epsilon.
inline double last_bits(double value) {
  return 64 * std::numeric_limits<double>::epsilon() * std::max(1.0, std::abs(value));
}

}  // namespace crescent::golden
