#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <crescent/experiment/streamed.hpp>
#include <crescent/train/blocks.hpp>

#include "experiment/streamed_rows.hpp"
#include "experiment/target_unit.hpp"

namespace crescent::experiment {

/// What the training rows as a whole say of each of them.
struct TrainingScale {
  std::optional<TargetUnit> unit = {};       ///< of a quantity
  std::vector<double> class_factors = {};    ///< by which rows of a class are weighted
  std::optional<double> weight_factor = {};  ///< of the weight column's numbers; nothing: all 1
};

/// Throws Error(data) if all training rows have weight 0, and what class_factors throws.
TrainingScale scale_of(const Recipe& recipe, const StreamedProblem& problem, const RowParts& parts);

/// The columns that a pipeline reads; `behind` them others.
std::vector<data::PackedFile::Pick> input_columns(
    const preprocess::Pipeline& pipeline, const data::PackedFile& file,
    const std::vector<data::PackedFile::Pick>& behind);

/// The training rows of a packed file as examples, some consecutive rows of the file a block.
class StreamedExamples : public train::ExampleBlocks {
 public:
  StreamedExamples(const StreamedProblem& problem, const preprocess::Pipeline& pipeline,
                   const std::vector<bool>& rows, const TrainingScale& scale,
                   std::size_t block_rows);

  std::size_t count() const override { return blocks_.size(); }
  Index rows(std::size_t block) const override { return blocks_[block].examples; }
  bool are_weighted() const override { return scale_.weight_factor.has_value(); }
  train::Examples load(std::size_t block) const override;
  std::uint64_t fingerprint() const override;

 private:
  struct Block {
    std::size_t group = 0, first = 0, rows = 0;  ///< in the group
    std::size_t row = 0;                         ///< the first one's place in the file
    Index examples = 0;
  };

  const StreamedProblem& problem_;
  const preprocess::Pipeline& pipeline_;
  const std::vector<bool>& rows_;
  const TrainingScale& scale_;
  std::vector<data::PackedFile::Pick> columns_;
  std::vector<Block> blocks_;
};

}  // namespace crescent::experiment
