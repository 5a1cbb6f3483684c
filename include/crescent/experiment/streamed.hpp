#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include <crescent/data/packed_file.hpp>
#include <crescent/experiment/assess.hpp>
#include <crescent/experiment/recipe.hpp>
#include <crescent/preprocess/target.hpp>

namespace crescent::experiment {

/// A packed file that need not fit into memory, and what is to be learned from it. The file must
/// outlive it.
struct StreamedProblem {
  const data::PackedFile& file;
  preprocess::Target target;  ///< without the rows' classes or values
  std::optional<std::size_t> weight_column = {};
};

struct StreamOptions {
  /// Bytes that the whole program may have in use at any time.
  std::size_t memory = 0;
  double test_fraction = 0.2;  ///< in (0, 1): of the rows with a target
  /// Called with the model once its columns are known; what it throws is known before the training.
  std::function<void(const model::Model&)> before_training = {};
};

/// `target`: a column by name or index. Throws what Table::find and preprocess::find_target do.
StreamedProblem make_streamed_problem(const data::PackedFile& file, std::string_view target,
                                      std::optional<preprocess::Task> task,
                                      const StreamOptions& options);

struct StreamedFit {
  Fitted fitted;
  Inputs held_out;
  std::vector<preprocess::UnseenLevels> unseen = {};  ///< in the held-out rows
  std::size_t unlabelled = 0;                         ///< rows without a target
  /// Rows that test_fraction and validation_fraction ask for; there may be fewer.
  std::size_t wanted_test_rows = 0, wanted_validation_rows = 0;
  std::size_t sample_rows = 0;  ///< training rows that the baselines and summaries are made from
  Index window_rows = 0;        ///< training rows in memory at a time
};

/// fit_model of a file larger than memory: the preprocessing is fitted on all training rows, to the
/// numbers that fit_model finds for these rows; the network is trained window by window
/// (train::WindowOptions) on all of them. Held-out and validation rows, drawn by recipe.fit.seed so
/// that every class keeps its share, are as many as memory holds, and so is the sample of the
/// training rows that the baselines, the diagnosis and the summaries are made from. Same seed, same
/// memory, same bits, for any number of threads, where the program is as large. Throws what
/// fit_model throws; Error(invalid_argument) that says how much memory is needed where
/// options.memory is too little, and for a solver or a batch size that needs all rows at once.
StreamedFit fit_streamed(const Recipe& recipe, const StreamedProblem& problem,
                         const StreamOptions& options, const data::Table* validation = nullptr,
                         train::Surroundings surroundings = {});

}  // namespace crescent::experiment
