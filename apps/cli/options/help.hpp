#pragma once

#include <memory>

namespace CLI {
class FormatterBase;
}

namespace crescent::cli {

/// Help as a manual page has it: lines that fit a terminal, placeholders instead of types, ranges
/// and defaults in words.
std::shared_ptr<CLI::FormatterBase> help_formatter();

}  // namespace crescent::cli
