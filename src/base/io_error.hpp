#pragma once

#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>

#include <crescent/base/error.hpp>

namespace crescent {

/// An Error(io) that names the file.
inline Error io_error(const std::filesystem::path& path, const std::string& what) {
  return {ErrorCode::io, what, {.file = path.string()}};
}

/// What the last call of the system failed by.
inline std::string last_reason() { return std::generic_category().message(errno); }

}  // namespace crescent
