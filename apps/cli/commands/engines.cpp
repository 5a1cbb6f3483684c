#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <crescent/base/parallel.hpp>
#include <crescent/engine/engine.hpp>
#include <crescent/network/network.hpp>

#include "commands.hpp"
#include "console/console.hpp"

namespace crescent::cli {
namespace {

struct EnginesOptions {
  Index inputs = 2;
  std::vector<Index> hidden = {3};
  int classes = 2;
  Index batch_size = 0;
  std::string precision = "float64";
  bool json = false;
};

template <class T>
void run_engines(const EnginesOptions& options) {
  const auto architecture =
      network::make_architecture(options.inputs, options.hidden, options.classes);
  const std::string chosen(engine::choose_engine<T>(architecture, options.batch_size));
  const std::string products(engine::product_library<T>());
  const auto sets = engine::instruction_sets();
  if (options.json) {
    print_json({{"engines", engine::engine_names()},
                {"instruction_set", engine::instruction_set()},
                {"instruction_sets", sets},
                {"products", products},
                {"threads", hardware_threads()},
                {"network", reference::describe(architecture)},
                {"batch_size", options.batch_size},
                {"precision", options.precision},
                {"automatic", chosen}});
    return;
  }
  fmt::print("reference  the formulas as they stand in the code\n");
  fmt::print("fused      whole passes in registers and cache, for small networks; here with {}\n",
             sets.front());
  fmt::print("gemm       large matrix products, for wide layers; in {} those of {}\n\n",
             options.precision, products);
  fmt::print("this processor: {}; {} threads\n", fmt::join(sets, ", "), hardware_threads());
  const std::string batch = options.batch_size == 0 ? std::string("any batch")
                                                    : fmt::format("{} rows", options.batch_size);
  fmt::print("automatic for {} ({} parameters), {}, {}: {}\n", reference::describe(architecture),
             reference::parameter_count(architecture), batch, options.precision, chosen);
}

}  // namespace

void add_engines(CLI::App& app) {
  auto options = std::make_shared<EnginesOptions>();
  auto* command = app.add_subcommand("engines", "List the engines and the one a network would get");
  command->footer(
      R"(An engine computes a network's loss, gradient and predictions. All give the same numbers but for
rounding; 'train --engine' forces one, and the environment variable CRESCENT_ENGINE wherever none is
named. CRESCENT_INSTRUCTIONS names the best instruction set to use: with SSE4, every processor of
this kind gives the same bits, and so does the playground in float64.

Examples:
  crescent engines
  crescent engines --inputs 784 --hidden 512,256 --classes 10 --batch-size 128 --precision float32)");
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
  command->add_option("--batch-size", options->batch_size, "Rows of a step; 0: not known")
      ->capture_default_str()
      ->check(CLI::Range(Index{0}, Index{1'000'000'000}));
  command->add_option("--precision", options->precision, "float64 or float32")
      ->capture_default_str()
      ->check(CLI::IsMember({"float64", "float32"}));
  command->add_flag("--json", options->json, "Print one JSON object");
  command->callback([options] {
    if (options->precision == "float32") {
      run_engines<float>(*options);
    } else {
      run_engines<double>(*options);
    }
  });
}

}  // namespace crescent::cli
