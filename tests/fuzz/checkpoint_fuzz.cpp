// Any bytes are a checkpoint or an Error; behind a right checksum too, which only an attacker
// meets.
#include <cstdint>
#include <cstdlib>
#include <string>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/base/fingerprint.hpp>
#include <crescent/train/checkpoint.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string file(reinterpret_cast<const char*>(bytes), size);
  const std::string payload = file.size() > 39 ? file.substr(39) : file;
  for (const std::string& text :
       {file,
        fmt::format("crescent checkpoint 1 {:016x}\n", crescent::fingerprint(payload)) + payload}) {
    try {
      if (crescent::train::inspect_checkpoint(text, "fuzz").epoch < 0) std::abort();
    } catch (const crescent::Error&) {
      // refused, with a reason
    }
  }
  return 0;
}
