#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/data/packed.hpp>

#include "commands.hpp"
#include "console/console.hpp"
#include "console/json.hpp"
#include "options/table_options.hpp"

namespace crescent::cli {
namespace {

struct PackOptions {
  TableOptions table;
  std::string out;
  bool json = false;
};

void run_pack(const PackOptions& options) {
  if (!options.table.labels.empty())
    throw Error(ErrorCode::invalid_argument,
                "pack takes no --labels; give them where the packed file is used");
  const data::Packed packed =
      data::pack(options.table.file, options.out, options.table.csv_options());
  for (const std::string& text : packed.notes)
    note(fmt::format("{}: {}", options.table.file, text));
  if (options.json) {
    print_json({{"data", options.table.file},
                {"packed", options.out},
                {"rows", packed.rows},
                {"columns", packed.names},
                {"numeric_columns", packed.numeric_columns},
                {"bytes", packed.bytes}});
    return;
  }
  fmt::print("{} rows of {} columns ({} of numbers) packed into {}: {} bytes\n", packed.rows,
             packed.names.size(), packed.numeric_columns, options.out, packed.bytes);
}

}  // namespace

void add_pack(CLI::App& app) {
  auto options = std::make_shared<PackOptions>();
  auto* command =
      app.add_subcommand("pack", "Write a CSV file as a binary one that need not be parsed again");
  command->footer(
      R"(Writes the table in a binary file, column by column: each number in the fewest bytes that hold it
exactly, and how it was spelled where that is not the shortest way, so the file may be smaller or larger
than the CSV file. Every command takes it in the place of the CSV file, with the same results, and has no
text to read again: --delimiter, --header and --na-values are settled here. Only messages can name no line
of the CSV file any more.

The CSV file is read twice, a few thousand rows at a time, so it may be larger than the memory;
standard input cannot be packed. 'train --memory' and 'predict' read the packed file part by part.

Examples:
  crescent pack rides.csv --out rides.crescent
  crescent train rides.crescent --target fare --out fare.onnx)");
  options->table.add_to(*command);
  command->add_option("--out", options->out, "File to write")->required()->type_name("FILE");
  command->add_flag("--json", options->json, "Print one JSON object instead of a line");
  command->callback([options] { run_pack(*options); });
}

}  // namespace crescent::cli
