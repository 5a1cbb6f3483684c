#include <memory>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <crescent/engine/engine.hpp>
#include <crescent/network/network.hpp>

#include "commands.hpp"
#include "support/console.hpp"

namespace crescent::cli {
namespace {

struct Options {
  Index inputs = 2;
  std::vector<Index> hidden = {3};
  int classes = 2;
  bool json = false;
};

void run(const Options& options) {
  const auto architecture =
      network::make_architecture(options.inputs, options.hidden, options.classes);
  const auto chosen = std::string(engine::choose_engine<double>(architecture, 0));
  if (options.json) {
    print_json({{"engines", engine::engine_names()},
                {"instruction_set", engine::instruction_set()},
                {"network", reference::describe(architecture)},
                {"automatic", chosen}});
    return;
  }
  fmt::print("reference  the formulas as they stand in the code\n");
  fmt::print("fused      whole passes in registers and first-level cache; here with {}\n\n",
             engine::instruction_set());
  fmt::print("automatic for {} ({} parameters): {}\n", reference::describe(architecture),
             reference::parameter_count(architecture), chosen);
}

}  // namespace

void add_engines(CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("engines", "List the engines and the one a network would get");
  command->footer(
      R"(An engine computes a network's loss, gradient and predictions. All give the same numbers but for
rounding; 'train --engine' forces one.

Examples:
  crescent engines
  crescent engines --inputs 784 --hidden 512,256 --classes 10)");
  command->add_option("--inputs", options->inputs, "Inputs of the network")
      ->capture_default_str()
      ->check(CLI::Range(Index{1}, Index{1'000'000}));
  command->add_option("--hidden", options->hidden, "Units of each hidden layer")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("N,...")
      ->default_str("3")
      ->check(CLI::Range(Index{1}, Index{100'000}));
  command->add_option("--classes", options->classes, "Classes told apart")
      ->capture_default_str()
      ->check(CLI::Range(2, 100'000));
  command->add_flag("--json", options->json, "Print one JSON object");
  command->callback([options] { run(*options); });
}

}  // namespace crescent::cli
