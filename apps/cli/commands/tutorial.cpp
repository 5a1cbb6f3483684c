#include <CLI/CLI.hpp>

#include "commands.hpp"
namespace crescent::cli {
void add_tutorial(CLI::App&) {}
}  // namespace crescent::cli
