// Any bytes are a table or an Error.
#include <cstdint>
#include <string>

#include <crescent/base/error.hpp>
#include <crescent/data/csv.hpp>

#include "check_table.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  try {
    check_table(crescent::data::parse_csv(text, "fuzz"));
  } catch (const crescent::Error&) {
    // refused, with a reason
  }
  return 0;
}
