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
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      if (table.columns[c].rows() != table.rows()) std::abort();
      // What is read again is what was read.
      const auto texts = table.as_text(c);
      if (texts.rows() != table.rows()) std::abort();
      if (texts.missing_count != table.columns[c].missing_count) std::abort();
      if (table.cell(c, table.rows() - 1) != texts.text(table.rows() - 1)) std::abort();
    }
  } catch (const crescent::Error&) {
    // refused, with a reason
  }
  return 0;
}
