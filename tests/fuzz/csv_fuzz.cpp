// Any bytes are a table or an Error.
#include <cstdint>
#include <cstdlib>
#include <string>

#include <crescent/base/error.hpp>
#include <crescent/data/csv.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  try {
    const auto table = crescent::data::parse_csv(text, "fuzz");
    if (table.columns.empty() || table.rows() == 0) std::abort();
    for (const auto& column : table.columns) {
      if (column.text.size() != table.rows() || column.missing.size() != table.rows()) std::abort();
      if (column.is_numeric && column.numbers.size() != table.rows()) std::abort();
    }
  } catch (const crescent::Error&) {
    // refused, with a reason
  }
  return 0;
}
