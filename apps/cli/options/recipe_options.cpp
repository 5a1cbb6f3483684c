#include "options/recipe_options.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <crescent/preprocess/weights.hpp>

#include "console/console.hpp"

namespace crescent::cli {

CLI::App& RecipeOptions::add_to(CLI::App& command) {
  auto* group = command.add_option_group("Network");
  group->add_option("--hidden", hidden, "Units of each hidden layer; 0 for none")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::Range(Index{0}, Index{100'000}))
      ->type_name("N,...")
      ->default_str("16,16");
  group
      ->add_option("--activation", activation,
                   fmt::format("Of the hidden layers, one for all or one for each: {}",
                               fmt::join(reference::activation_names(), ", ")))
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::IsMember(reference::activation_names()))
      ->type_name("NAME,...")
      ->default_str("tanh");
  group
      ->add_option("--initialisation", initialisation,
                   fmt::format("How the first weights are drawn: {}",
                               fmt::join(network::initialisation_names(), ", ")))
      ->check(CLI::IsMember(network::initialisation_names()))
      ->type_name("NAME")
      ->capture_default_str();
  return training.add_to(command);
}

experiment::Recipe RecipeOptions::recipe(const preprocess::PipelineOptions& pipeline) const {
  experiment::Recipe recipe{.pipeline = pipeline,
                            .hidden = hidden,
                            .activation = {},
                            .initialisation = network::parse_initialisation(initialisation),
                            .fit = training.fit_options(),
                            .validation_fraction = training.chosen_validation_fraction(),
                            .class_weight = training.chosen_class_weight()};
  if (hidden == std::vector<Index>{0}) recipe.hidden.clear();
  for (const auto& name : activation) {
    recipe.activation.push_back(reference::parse_activation(name));
  }
  return recipe;
}

void ProblemOptions::add_to(CLI::App& command) {
  table.add_to(command);
  command
      .add_option("--target", target,
                  "Column to predict, by name or by index from 0; 'label' with --labels")
      ->type_name("NAME");
  command.parse_complete_callback([this] {
    if (target.empty() && table.labels.empty()) throw CLI::RequiredError("--target");
    if (target.empty()) target = "label";
  });
  command
      .add_option("--task", task,
                  "classification or regression (default: regression where the target holds more "
                  "than 100 different numbers, or more than 20 of which some are not whole)")
      ->check(CLI::IsMember({"classification", "regression"}))
      ->type_name("NAME");
  preprocess.add_to(command);
}

experiment::Problem ProblemOptions::problem(const data::Table& read) const {
  std::optional<crescent::preprocess::Task> chosen;
  if (!task.empty()) chosen = crescent::preprocess::parse_task(task);
  experiment::Problem problem = experiment::make_problem(read, target, chosen);
  if (!preprocess.weight_column.empty()) {
    problem.weights = crescent::preprocess::read_weights(read, read.find(preprocess.weight_column));
  }
  if (problem.unlabelled() > 0) {
    note(fmt::format("{} rows without a value in the target column are left out",
                     problem.unlabelled()));
  }
  return problem;
}

}  // namespace crescent::cli
