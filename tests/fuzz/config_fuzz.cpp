// Any bytes are settings or an Error.
#include <cstdint>
#include <cstdlib>
#include <string>

#include <crescent/base/error.hpp>

#include "options/config_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  try {
    for (const auto& setting : crescent::cli::parse_config(text, "fuzz")) {
      if (setting.line > size + 1) std::abort();
    }
  } catch (const crescent::Error&) {
    // refused, with a reason
  }
  return 0;
}
