#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace crescent::cli {

/// Adds --config and --print-config to a command, once all other options are there. `print_config`
/// becomes true where the options are to be printed and nothing else is to be done.
void add_config(CLI::App& command, bool& print_config);

/// The arguments with those of the file that --config names put before them, where the command
/// line does not give them itself. Throws Error(io) or Error(parse) for the file;
/// Error(invalid_argument), with its line and the nearest name, for an option that the command has
/// not.
std::vector<std::string> with_config(const CLI::App& app, std::vector<std::string> arguments);

/// Every option of a parsed command in effect, as TOML that --config takes. What is unset, and so
/// left to the other options, stands in comments. `without`: names to leave out.
std::string to_toml(const CLI::App& command, const std::vector<std::string>& without = {});

}  // namespace crescent::cli
