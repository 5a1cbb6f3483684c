#pragma once

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace crescent::cli {

/// Adds --config and --print-config to a command, once all other options are there: with the latter
/// it prints its options, otherwise it does `run`. `open`: options that stand for themselves only
/// where they are given, printed as comments otherwise.
void add_config(CLI::App& command, std::function<void()> run,
                const std::vector<std::string>& open = {});

/// The arguments with those of the file that --config names put before them, where the command
/// line does not give them itself. Throws Error(io) or Error(parse) for the file;
/// Error(invalid_argument), with its line and the nearest name, for an option that the command has
/// not.
std::vector<std::string> with_config(const CLI::App& app, std::vector<std::string> arguments);

/// Every option of a parsed command in effect, as TOML that --config takes. What is unset, and so
/// left to the other options, stands in comments, like those of `open`. `without`: names to leave
/// out.
std::string to_toml(const CLI::App& command, const std::vector<std::string>& without = {},
                    const std::vector<std::string>& open = {});

}  // namespace crescent::cli
