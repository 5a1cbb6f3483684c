#pragma once

#include <cstddef>

#include <crescent/experiment/streamed.hpp>
#include <crescent/train/blocks.hpp>

namespace crescent::experiment {

/// What decides how much memory rows and network take.
struct Sizes {
  std::size_t columns = 0;     ///< of the file that are used
  std::size_t features = 0;    ///< network inputs
  std::size_t outputs = 0;     ///< classes, or 1
  std::size_t units = 0;       ///< of all layers
  std::size_t parameters = 0;  ///< of the network
  bool weighted = false;
};

/// The most that they may be, before the training rows are known.
Sizes largest_sizes(const Recipe& recipe, const StreamedProblem& problem);
/// What they are.
Sizes sizes_of(const Recipe& recipe, const StreamedProblem& problem,
               const preprocess::Pipeline& pipeline);

/// How an allowance of memory is spent. First the training: a window of rows beside the validation
/// rows and the network's own numbers; then the baselines on their sample; then the held-out rows'
/// evaluation. What one has used, the next one gets.
class MemoryPlan {
 public:
  /// `used`: bytes that tables and directories take beside the rows that are planned.
  MemoryPlan(std::size_t memory, std::size_t used, const Recipe& recipe, const Sizes& sizes,
             bool keeps_checkpoint);

  /// Throws Error(invalid_argument) that says how much it takes, unless there is room for a few
  /// rows of each kind, and for so many validation rows.
  void check(std::size_t validation_rows = 0) const;
  /// Bytes for the fitting of the preprocessing.
  std::size_t preprocessing() const;
  // How many rows there may be.
  std::size_t test_rows() const;
  std::size_t validation_rows() const;
  std::size_t sample_rows() const;
  /// Of the window, beside so many validation rows; how many blocks are loaded at once.
  train::WindowOptions window(std::size_t validation_rows) const;
  std::size_t block_rows(const train::WindowOptions& window) const;

 private:
  double left() const { return memory_ - used_; }

  double memory_, used_;
  // Bytes a row.
  double test_row_ = 0, validation_row_ = 0, sample_row_ = 0, window_row_ = 0, block_row_ = 0;
  double network_ = 0;  ///< bytes of parameters and all that is kept of them
  double batch_rows_ = 0;
};

}  // namespace crescent::experiment
