#pragma once

#include <cstddef>
#include <cstdlib>

#include <crescent/data/table.hpp>

/// Aborts unless the table is whole, and what is read again from its source is what was read.
inline void check_table(const crescent::data::Table& table) {
  if (table.columns.empty() || table.rows() == 0) std::abort();
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (table.columns[c].rows() != table.rows()) std::abort();
    const auto texts = table.as_text(c);
    if (texts.rows() != table.rows()) std::abort();
    if (texts.missing_count != table.columns[c].missing_count) std::abort();
    if (table.cell(c, table.rows() - 1) != texts.text(table.rows() - 1)) std::abort();
  }
}
