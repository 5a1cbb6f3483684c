#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <new>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/base/version.hpp>
#include <crescent/engine/engine.hpp>

#include "commands/commands.hpp"
#include "console/console.hpp"
#include "options/config.hpp"
#include "options/help.hpp"
#include "options/words.hpp"

namespace {

constexpr int run_failed = 1;
constexpr int wrong_call = 2;
constexpr int stopped = 130;  // what a shell says of a program that Ctrl-C ended

constexpr const char* footer = R"(Examples:
  crescent tutorial --out out/tutorial
  crescent describe penguins.csv --target species
  crescent train penguins.csv --target species --out penguins.onnx
  crescent predict penguins.onnx new.csv > predictions.csv
  crescent evaluate penguins.onnx labelled.csv
  crescent cv penguins.csv --target species
  crescent COMMAND --help

Exit status:
  0  success
  1  the run failed (a file that cannot be read, data that cannot be used, divergence)
  2  the call is wrong (an unknown option, a value out of its range)
  130  Ctrl-C ended a training early; its model so far is written

Results go to standard output, everything else to standard error.)";

int tell(const std::string& message, int status) {
  fmt::print(stderr, "crescent: {}\n", crescent::cli::one_line(message));
  return status;
}

/// The exit status once all results have been printed: a full disk must not pass for success.
int finish() {
  std::cout.flush();
  if (std::cout && std::fflush(stdout) == 0) return 0;
  return tell("the results could not be written to standard output", run_failed);
}

void add_commands(CLI::App& app) {
  using namespace crescent::cli;
  add_tutorial(app);
  add_describe(app);
  add_pack(app);
  add_train(app);
  add_predict(app);
  add_evaluate(app);
  add_cv(app);
  add_sweep(app);
  add_tune(app);
  add_export(app);
  add_inspect(app);
  add_generate(app);
  add_plot(app);
  add_explain(app);
  add_gradcheck(app);
  add_engines(app);
  add_playground(app);
  add_completion(app);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Small neural networks in C++, from scratch.", "crescent");
  app.set_version_flag("--version", "crescent " + std::string(crescent::version()));
  app.footer(footer);
  app.require_subcommand(1);
  app.formatter(crescent::cli::help_formatter());
  std::string command = app.get_name();
  try {
    if (const char* best = std::getenv("CRESCENT_INSTRUCTIONS"); best != nullptr && *best != '\0') {
      crescent::engine::limit_instruction_set(best);
    }
    add_commands(app);
    auto arguments = crescent::cli::with_config(app, {argv + std::min(argc, 1), argv + argc});
    command = crescent::cli::check_words(app, arguments);
    std::reverse(arguments.begin(), arguments.end());  // how CLI11 takes them
    app.parse(std::move(arguments));
    return finish();
  } catch (const crescent::cli::Interrupted&) {
    return std::max(finish(), stopped);
  } catch (const CLI::Success& help) {
    app.exit(help);
    return finish();
  } catch (const CLI::ParseError& error) {
    return tell(fmt::format("{}; see '{} --help'", error.what(), command), wrong_call);
  } catch (const crescent::Error& error) {
    const bool call = error.code() == crescent::ErrorCode::invalid_argument;
    return tell(error.what(), call ? wrong_call : run_failed);
  } catch (const std::bad_alloc&) {
    return tell("there is not enough memory for this", run_failed);
  } catch (const std::exception& error) {
    return tell(error.what(), run_failed);
  }
}
