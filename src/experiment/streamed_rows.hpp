#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include <crescent/experiment/streamed.hpp>

namespace crescent::experiment {

/// The columns of a packed file that hold what is to be learned: target and weights.
std::vector<data::PackedFile::Pick> target_columns(const StreamedProblem& problem);

/// Some rows of the file, with those columns among others, as a problem of their own; weights as
/// they stand.
Problem part_of(const StreamedProblem& problem, const data::Table& part);

/// Goes through the whole file: `take` gets the first row of each part, and the part.
void for_each_part(const StreamedProblem& problem,
                   const std::function<void(std::size_t first, const Problem&)>& take);

/// Which part of the training each row of the file belongs to.
struct RowParts {
  // (rows of the file) each
  std::vector<bool> train, test, validation;
  std::vector<bool> sample;             ///< of the training rows
  std::vector<std::size_t> labelled;    ///< rows of each class; of a quantity one number
  std::vector<std::size_t> train_rows;  ///< those that are trained on
};

/// How many rows are wanted at most.
struct PartSizes {
  std::size_t test = 0, validation = 0, sample = 0;
};

/// Rows with a target, of each class; of a quantity one number. Throws Error(data) for a class that
/// has a single row, which could not be in both parts.
std::vector<std::size_t> count_labelled(const StreamedProblem& problem);

/// Draws rows at random, every class in proportion, all sets of them equally likely (Knuth 1997,
/// "The Art of Computer Programming", volume 2, algorithm 3.4.2 S). A class has at least one row
/// that is trained on, one in the sample and one for the test.
RowParts draw_parts(const StreamedProblem& problem, const std::vector<std::size_t>& labelled,
                    const PartSizes& sizes, std::uint32_t seed);

}  // namespace crescent::experiment
