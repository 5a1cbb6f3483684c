// Any bytes behind gzip's first two are a table or an Error.
#include <cstdint>
#include <string>

#include <crescent/base/error.hpp>
#include <crescent/data/csv.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text =
      "\x1F\x8B" + std::string(reinterpret_cast<const char*>(bytes), size).substr(size < 2 ? 0 : 2);
  try {
    crescent::data::parse_csv(text, "fuzz");
  } catch (const crescent::Error&) {
    // refused, with a reason
  }
  return 0;
}
