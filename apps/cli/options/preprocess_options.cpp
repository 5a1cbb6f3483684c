#include "options/preprocess_options.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crescent::cli {
namespace {

void add_columns(CLI::App& group, const std::string& name, std::vector<std::string>& columns,
                 const std::string& text) {
  group.add_option(name, columns, text)
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAME,...");
}

}  // namespace

void PreprocessOptions::add_to(CLI::App& command) {
  auto* group = command.add_option_group("Columns", "by name, or by index from 0");
  add_columns(*group, "--ignore", ignore, "Not to use");
  add_columns(*group, "--categorical", categorical,
              "To use as categories: one input for each value, of numbers too");
  add_columns(*group, "--numeric", numeric, "To use as numbers, even if they look like an id");
  group
      ->add_option("--weight-column", weight_column,
                   "The column that says how much each row counts in training, 0 or more: no input")
      ->type_name("NAME");
  group
      ->add_option("--id-column", id_column,
                   "The column that names the rows: no input, but kept in the model")
      ->type_name("NAME");
  group
      ->add_option(
          "--scaler", scaler,
          fmt::format("Of numeric columns: {}", fmt::join(preprocess::scaler_names(), ", ")))
      ->check(CLI::IsMember(preprocess::scaler_names()))
      ->type_name("NAME")
      ->capture_default_str();
}

preprocess::PipelineOptions PreprocessOptions::pipeline_options() const {
  return {.ignore = ignore,
          .categorical = categorical,
          .numeric = numeric,
          .weight_column = weight_column,
          .id_column = id_column,
          .scaler = preprocess::parse_scaler(scaler)};
}

}  // namespace crescent::cli
