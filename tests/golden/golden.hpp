#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include <crescent/base/file.hpp>

namespace crescent::golden {

/// The numbers written by tests/golden/make_<name>.py.
inline nlohmann::json load(const std::string& name) {
  return nlohmann::json::parse(
      read_file(std::string(CRESCENT_TESTS_DIR "/golden/") + name + ".json"));
}

}  // namespace crescent::golden
