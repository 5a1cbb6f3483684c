#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace crescent {

/// The whole file as bytes. Throws Error(io) that names the file and the reason
/// (missing, a directory, no permission).
std::string read_file(const std::filesystem::path& path);

/// Writes `contents` to a temporary name beside `path`, then renames it: `path` holds either what
/// it held before or all of `contents`, never a part. Throws Error(io).
void write_file(const std::filesystem::path& path, std::string_view contents);

}  // namespace crescent
