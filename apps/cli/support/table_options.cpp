#include "table_options.hpp"

#include <CLI/CLI.hpp>

namespace crescent::cli {

void TableOptions::add_to(CLI::App& command) {
  // A list takes one argument, cut at its commas: taking more, it would swallow DATA.csv.
  command.add_option("data", file, "CSV file")->required()->type_name("DATA.csv");
  command.option_defaults()->group("CSV file");
  command
      .add_option("--delimiter", delimiter,
                  "What separates the cells: , ; | tab or space (default: found out)")
      ->type_name("CHAR")
      ->check(CLI::IsMember({",", ";", "|", "tab", "space"}));
  command
      .add_option("--header", header, "Whether the first row holds the names (default: found out)")
      ->type_name("yes|no")
      ->check(CLI::IsMember({"yes", "no"}));
  command
      .add_option(
          "--na-values", na_values,
          "More cells that mean a missing value, beside the empty cell, NA, N/A, nan, null and ?")
      ->type_name("TEXT,...")
      ->delimiter(',')
      ->allow_extra_args(false);
  command.option_defaults()->group("Options");
}

data::Table TableOptions::read() const {
  data::CsvOptions options;
  if (!delimiter.empty())
    options.delimiter = delimiter == "tab" ? '\t' : delimiter == "space" ? ' ' : delimiter[0];
  if (!header.empty()) options.header = header == "yes";
  options.na_values.insert(options.na_values.end(), na_values.begin(), na_values.end());
  return data::read_csv(file, options);
}

}  // namespace crescent::cli
