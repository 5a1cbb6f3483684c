#include "options/table_options.hpp"

#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <crescent/data/read.hpp>

#include "console/console.hpp"
#include "console/sha256.hpp"

namespace crescent::cli {

void TableOptions::add_to(CLI::App& command) {
  // A list takes one argument, cut at its commas: taking more, it would swallow DATA.csv.
  command
      .add_option(
          "data", file,
          "CSV, NPY, IDX or packed file, also compressed (.gz), known by its content; - for "
          "standard input")
      ->required()
      ->type_name("DATA.csv");
  command.option_defaults()->group("Data file");
  command
      .add_option("--labels", labels,
                  "File with one column more, 'label', for data whose labels lie in a file of "
                  "their own (MNIST)")
      ->type_name("FILE");
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

data::CsvOptions TableOptions::csv_options() const {
  data::CsvOptions options;
  if (!delimiter.empty())
    options.delimiter = delimiter == "tab" ? '\t' : delimiter == "space" ? ' ' : delimiter[0];
  if (!header.empty()) options.header = header == "yes";
  options.na_values.insert(options.na_values.end(), na_values.begin(), na_values.end());
  return options;
}

data::Table TableOptions::read() const {
  const data::CsvOptions options = csv_options();
  data::Table table = data::read_table(file, options);
  if (!labels.empty())
    table = data::with_labels(std::move(table), data::read_table(labels, options));
  for (const std::string& text : table.notes) note(fmt::format("{}: {}", table.source, text));
  return table;
}

Json TableOptions::origin() const {
  const std::filesystem::path path = file;
  Json origin = {{"data", path.filename().string()}};
  if (file != "-") origin["data_sha256"] = sha256_of(path);
  if (!labels.empty() && labels != "-") origin["labels_sha256"] = sha256_of(labels);
  return origin;
}

std::unique_ptr<data::TableStream> TableOptions::open(
    const std::vector<std::string>& text_columns) const {
  if (!labels.empty()) return data::one_table(read());
  return data::open_tables(file, csv_options(), text_columns);
}

}  // namespace crescent::cli
