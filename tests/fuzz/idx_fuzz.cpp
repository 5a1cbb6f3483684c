// Any bytes are a table of numbers or an Error, and no header makes a table larger than its file.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <crescent/base/error.hpp>
#include <crescent/data/arrays.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  try {
    const auto table =
        crescent::data::parse_idx({reinterpret_cast<const char*>(bytes), size}, "fuzz");
    if (table.columns.empty() || table.rows() == 0) std::abort();
    if (table.columns.size() * table.rows() > size) std::abort();
    for (const auto& column : table.columns)
      if (column.rows() != table.rows()) std::abort();
  } catch (const crescent::Error&) {
    // refused, with a reason
  }
  return 0;
}
