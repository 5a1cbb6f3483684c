#pragma once

#include <filesystem>
#include <string>

namespace crescent::cli {

/// SHA-256 (FIPS 180-4) of a file's bytes as they lie there, in hexadecimal, as `sha256sum` prints
/// it. Throws Error(io) if it cannot be read.
std::string sha256_of(const std::filesystem::path& path);

}  // namespace crescent::cli
