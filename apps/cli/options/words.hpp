#pragma once

#include <map>
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

/// The options that were given, by name without dashes, with their values as they stood.
std::map<std::string, std::string> given_options(const CLI::App& command);

/// The one of `names`, of which there must be one, that takes the fewest insertions, deletions and
/// exchanges of a letter.
std::string nearest(const std::vector<std::string>& names, const std::string& text);

/// The command that `arguments` name: "crescent plot boundary". Throws Error(invalid_argument) for
/// a command or a long option that does not exist: CLI11 may complain of what is missing instead.
std::string check_words(const CLI::App& app, const std::vector<std::string>& arguments);

}  // namespace crescent::cli
