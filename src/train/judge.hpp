#pragma once

#include <memory>
#include <span>
#include <vector>

#include <crescent/engine/engine.hpp>
#include <crescent/train/fit.hpp>

#include "train/batches.hpp"

namespace crescent::train {

/// Scores of parameters on the validation rows; once it has run, it allocates nothing.
template <class T>
class Judge {
 public:
  /// Keeps views of the validation rows.
  Judge(const network::Architecture& architecture, const Options& options,
        const Surroundings& surroundings);

  bool has_rows() const { return batches_ != nullptr; }
  /// Where there are rows.
  Scores operator()(std::span<const T> parameters);

 private:
  double accuracy(const engine::Batch<T>& rows) const;
  double r2(const engine::Batch<T>& rows) const;

  bool is_regression_ = false;
  std::unique_ptr<Batches<T, double>> batches_;  ///< one of all rows
  std::unique_ptr<engine::Engine<T>> engine_;    ///< its own: training's has room for a batch only
  Matrix<T> outputs_;                            ///< probabilities, or a regression's values
};

}  // namespace crescent::train
