#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <crescent/engine/engine.hpp>
#include <crescent/solvers/lbfgs.hpp>
#include <crescent/train/fit.hpp>

#include "train/checkpoint_store.hpp"
#include "train/course.hpp"
#include "train/judge.hpp"
#include "train/watch.hpp"

namespace crescent::train {

/// The training with lbfgs: an iteration is an epoch and a step. The options have been checked.
class LbfgsTraining final : public Course {
 public:
  LbfgsTraining(network::Network& network, const MatrixView<double>& x,
                const reference::Targets& targets, const Options& options,
                const Surroundings& surroundings);

  bool advance(Index epochs, Index steps) override;
  History finish() override;
  Index epoch() const override { return solver_ ? solver_->state().iterations : 0; }
  std::vector<double> parameters() const override;
  const History& history() const override { return history_; }
  Snapshot snapshot() const override;
  void restore(Snapshot snapshot, const std::string& source) override;
  void adopt(Snapshot snapshot, bool same_solver) override;

 private:
  solvers::Objective objective();
  solvers::LbfgsOptions settings() const;
  bool is_told_to_stop() const;
  void take_over();
  void checkpoint();
  bool end();
  void check_size(std::size_t parameters, const std::string& source) const;

  network::Network& network_;
  const Options& options_;
  const Surroundings& surroundings_;
  engine::Batch<double> batch_;
  double scale_;  ///< of the engine's loss, so that the gradient is its slope
  std::unique_ptr<engine::Engine<double>> engine_;
  Judge<double> judge_;
  CheckpointStore store_;
  std::optional<solvers::Lbfgs> solver_;  ///< none for 0 epochs
  Watch watch_;
  History history_;
};

}  // namespace crescent::train
