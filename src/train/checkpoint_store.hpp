#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include <crescent/train/fit.hpp>

#include "train/snapshot.hpp"

namespace crescent::train {

/// The two files of a checkpoint, and when the next one is due.
class CheckpointStore {
 public:
  /// Reads what there is. `command` and `data` are what the training is; throws
  /// Error(invalid_argument) if the files belong to another command, Error(data) if to other data,
  /// Error(parse) if neither of them can be read. Without a file in `options`, does nothing ever.
  CheckpointStore(const Checkpointing& options, std::string command, std::uint64_t data);

  bool is_on() const { return !options_.file.empty(); }
  /// The state to go on from, once.
  std::optional<Snapshot> take() { return std::exchange(found_, std::nullopt); }
  /// "FILE.1".
  const std::string& source() const { return source_; }

  /// Between two steps: whether the time is up.
  bool is_due() const {
    return is_on() && options_.every_seconds > 0 &&
           Clock::now() - last_ >= std::chrono::duration<double>(options_.every_seconds);
  }
  /// After epoch `epoch`.
  bool is_due_after(Index epoch) const {
    return is_due() ||
           (is_on() && options_.every_epochs > 0 && (epoch + 1) % options_.every_epochs == 0);
  }
  /// Takes the place of the older file. Throws Error(io).
  void write(Snapshot snapshot);

 private:
  using Clock = std::chrono::steady_clock;
  void read();

  const Checkpointing options_;
  std::string command_;
  std::uint64_t data_;
  std::optional<Snapshot> found_;
  std::string source_;
  std::uint64_t sequence_ = 0;
  Clock::time_point last_ = Clock::now();
};

/// What of the options decides the numbers, a line "name = value" each.
std::string describe(const Options& options);

/// Of examples, validation rows and first weights.
template <class Source>
std::uint64_t fingerprint_of(const network::Network& network, const MatrixView<Source>& x,
                             const reference::Targets& targets, const Validation& validation);
/// The same where the examples have a fingerprint of their own.
std::uint64_t fingerprint_of(const network::Network& network, std::uint64_t examples,
                             const Validation& validation);

}  // namespace crescent::train
