#pragma once

#include <optional>
#include <string>
#include <vector>

#include <crescent/experiment/recipe.hpp>

#include "options/preprocess_options.hpp"
#include "options/table_options.hpp"
#include "options/training_options.hpp"

namespace crescent::cli {

/// The options that make a recipe: the network's shape and its training.
struct RecipeOptions {
  std::vector<Index> hidden = {16, 16};
  std::vector<std::string> activation = {"tanh"};
  std::string initialisation = "glorot";
  TrainingOptions training;

  /// Adds the groups "Network" and "Training", and returns the latter.
  CLI::App& add_to(CLI::App& command);
  /// Throws Error(invalid_argument) for options that do not go together.
  experiment::Recipe recipe(const preprocess::PipelineOptions& pipeline) const;
};

/// The options that say what is learned from which columns of which file.
struct ProblemOptions {
  TableOptions table;
  std::string target;
  std::string task;  ///< empty: by the target's values
  PreprocessOptions preprocess;

  /// Adds DATA.csv, how to read it, --target, --task and what is done with the columns.
  void add_to(CLI::App& command);
  /// Tells the user how many rows have no target.
  experiment::Problem problem(const data::Table& read) const;
};

}  // namespace crescent::cli
