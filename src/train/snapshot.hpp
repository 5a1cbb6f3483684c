#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <crescent/solvers/lbfgs.hpp>
#include <crescent/train/history.hpp>

#include "train/memory.hpp"
#include "train/watch.hpp"

namespace crescent::train {

/// All that the rest of a training depends on. Numbers of either precision are kept as float64,
/// which holds both exactly.
struct Snapshot {
  std::uint64_t sequence = 0;  ///< the larger, the newer
  std::string command;         ///< lines "name = value"
  std::uint64_t data = 0;      ///< fingerprint of examples and first weights
  Index epoch = 0, row = 0;
  std::uint32_t step = 0;
  double loss_sum = 0;
  Memory<double> now, start, good;
  double good_loss = std::numeric_limits<double>::infinity();
  Index good_epoch = 0;
  std::vector<double> network;  ///< as after the last recorded epoch
  std::vector<std::uint32_t> random;
  std::vector<std::uint64_t> order;  ///< of the rows; empty: as they come
  Pace pace;
  Watch watch;
  History history;
  std::optional<solvers::LbfgsState> lbfgs;
};

/// The bytes of a checkpoint's file.
std::string encode(const Snapshot& snapshot);
/// Throws Error(parse), naming `source`.
Snapshot decode(std::string_view bytes, const std::string& source);

}  // namespace crescent::train
