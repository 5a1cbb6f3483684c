#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

// What may stand on the command line, read off the commands themselves.
namespace crescent::cli {

/// Names of a command's sub-commands.
std::vector<std::string> command_names(const CLI::App& app);

/// "--name" of every option, those of option groups included.
std::vector<std::string> option_names(const CLI::App& command);

/// The command that `arguments` name: "crescent plot boundary". Throws Error(invalid_argument) for
/// a command or a long option that does not exist: CLI11 may complain of what is missing instead.
std::string check_words(const CLI::App& app, const std::vector<std::string>& arguments);

}  // namespace crescent::cli
