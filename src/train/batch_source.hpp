#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <crescent/engine/engine.hpp>
#include <crescent/random/random_state.hpp>

namespace crescent::train {

/// Where a training has its mini-batches from, as numbers of type T.
template <class T>
class BatchSource {
 public:
  virtual ~BatchSource() = default;
  virtual Index rows() const = 0;        ///< of an epoch, >= 1
  virtual Index batch_rows() const = 0;  ///< of every batch but the last, 1 to rows()
  bool whole() const { return batch_rows() == rows(); }

  /// A new order, made from the last one.
  virtual void shuffle(random::RandomState& random) = 0;
  /// What set_order needs to bring about the present order; empty: as they come.
  virtual const std::vector<std::size_t>& order() const = 0;
  /// Takes over an order; false, and nothing done, if it is none of these rows.
  virtual bool set_order(const std::vector<std::uint64_t>& order) = 0;

  /// The batch whose first row is the order's row `start`, a multiple of batch_rows(); valid until
  /// the next call.
  virtual engine::Batch<T> at(Index start) = 0;
};

}  // namespace crescent::train
