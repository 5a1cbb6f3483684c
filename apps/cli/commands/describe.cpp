#include "reports/describe.hpp"

#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <crescent/describe/describe.hpp>

#include "commands.hpp"
#include "console/console.hpp"
#include "options/table_options.hpp"

namespace crescent::cli {
namespace {

struct DescribeOptions {
  TableOptions table;
  std::string target;
  std::string task;
  double test_fraction = 0.2;
  std::uint32_t seed = 0;
  bool json = false;
};

void run_describe(const DescribeOptions& options) {
  const data::Table table = options.table.read();
  std::optional<preprocess::Task> task;
  if (!options.task.empty()) task = preprocess::parse_task(options.task);
  const describe::Report report = describe::describe(table, {.target = options.target,
                                                             .task = task,
                                                             .test_fraction = options.test_fraction,
                                                             .seed = options.seed});
  if (options.json)
    print_json(to_json(report));
  else
    fmt::print("{}", to_text(report, output_width()));
}

}  // namespace

void add_describe(CLI::App& app) {
  auto options = std::make_shared<DescribeOptions>();
  auto* command =
      app.add_subcommand("describe", "Tell what is in a CSV file, and what to beware of");
  command->footer(
      R"(Prints a line a column (its type, missing cells, different values, range or most frequent texts),
then what may spoil a training: columns that give the target away, rows that repeat, classes that
are rare, placeholders such as 'unknown' or -1, ids, dates, constants, text among numbers.

With --target, every column is tried alone on held-out rows, those that 'train' with the same
--test-fraction and --seed would hold out. Nothing is changed or written.

Examples:
  crescent describe titanic.csv --target survived
  crescent describe prices.csv.gz --json)");
  options->table.add_to(*command);
  command->add_option("--target", options->target, "Column to predict, by name or by index from 0")
      ->type_name("NAME");
  command
      ->add_option("--task", options->task,
                   "classification or regression (default: by the target's values)")
      ->check(CLI::IsMember({"classification", "regression"}))
      ->type_name("NAME");
  command
      ->add_option("--test-fraction", options->test_fraction,
                   "Share of the rows held out, as in 'train'")
      ->type_name("X")
      ->capture_default_str();
  command->add_option("--seed", options->seed, "Which rows are held out, as in 'train'")
      ->capture_default_str();
  command->add_flag("--json", options->json, "Print one JSON object instead of the table");
  command->callback([options] { run_describe(*options); });
}

}  // namespace crescent::cli
