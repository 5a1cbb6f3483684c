#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace crescent {

/// A number that tells apart what differs by accident (not by intent): FNV-1a, 64 bits. Fed part
/// by part: give the last result as `seed`.
constexpr std::uint64_t fingerprint(std::string_view bytes,
                                    std::uint64_t seed = 0xCBF29CE484222325U) {
  for (const char byte : bytes) seed = (seed ^ static_cast<unsigned char>(byte)) * 0x100000001B3U;
  return seed;
}

}  // namespace crescent
