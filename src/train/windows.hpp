#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <span>
#include <vector>

#include <crescent/base/error.hpp>
#include <crescent/base/parallel.hpp>
#include <crescent/train/blocks.hpp>

#include "train/batches.hpp"

namespace crescent::train {

/// Mini-batches from blocks of examples: the rows of the blocks in their present order, cut into
/// windows of equal length, of which one is in memory. Rows are mixed within their window.
template <class T>
class Windows : public BatchSource<T> {
 public:
  Windows(const ExampleBlocks& blocks, const network::Architecture& architecture,
          const WindowOptions& window, Index batch_size, int threads)
      : blocks_(blocks), inputs_(architecture.inputs), outputs_(architecture.outputs()) {
    for (std::size_t block = 0; block < blocks.count(); ++block) rows_ += blocks.rows(block);
    batch_ = std::min(batch_size, rows_);
    window_ = std::min(std::max(window.rows / batch_, Index{1}) * batch_, rows_);
    threads_ = threads;
    loads_ = window.loads;
    is_regression_ = architecture.is_regression();
    x_.resize(window_, inputs_);
  }

  Index rows() const override { return rows_; }
  Index batch_rows() const override { return batch_; }

  /// A new order of the blocks, where it matters, and behind it a seed for those within windows.
  void shuffle(random::RandomState& random) override {
    if (order_.empty()) {
      order_.resize(blocks_.count() + 1);
      std::iota(order_.begin(), order_.end(), std::size_t{0});
    }
    const std::span<std::size_t> blocks(order_.data(), blocks_.count());
    if (has_more()) random.shuffle(blocks);
    order_.back() = static_cast<std::size_t>(random.randint(0, std::int64_t{1} << 32));
    forget();
  }

  const std::vector<std::size_t>& order() const override { return order_; }
  bool set_order(const std::vector<std::uint64_t>& order) override {
    const std::size_t count = blocks_.count();
    std::vector<bool> seen(count);
    if (!order.empty() && order.size() != count + 1) return false;
    for (std::size_t i = 0; i + 1 < order.size(); ++i) {
      if (order[i] >= count || seen[order[i]]) return false;
      seen[order[i]] = true;
    }
    order_.assign(order.begin(), order.end());
    loaded_ = -1;
    forget();
    return true;
  }

  engine::Batch<T> at(Index start) override {
    const Index window = start / window_;
    if (loaded_ != window) load(window);
    if (!batches_) mix();
    return batches_->at(start - window * window_);
  }

 private:
  /// Rows of a block and their place in the window.
  struct Piece {
    std::size_t block = 0;
    Index first = 0, rows = 0;
    Index place = 0;
  };

  bool has_more() const { return window_ < rows_; }
  Index rows_of(Index window) const { return std::min(window_, rows_ - window * window_); }

  /// What is in memory is still good where it is all there is.
  void forget() {
    batches_.reset();
    if (has_more()) loaded_ = -1;
  }

  std::vector<Piece> pieces_of(Index window) const {
    std::vector<Piece> pieces;
    const Index begin = window * window_, end = begin + rows_of(window);
    Index at = 0;  // the block's first row in the present order
    for (std::size_t i = 0; i < blocks_.count() && at < end; ++i) {
      const std::size_t block = order_.empty() ? i : order_[i];
      const Index rows = blocks_.rows(block);
      const Index first = std::max(begin - at, Index{0}), last = std::min(end - at, rows);
      if (first < last) pieces.push_back({block, first, last - first, at + first - begin});
      at += rows;
    }
    return pieces;
  }

  void load(Index window) {
    batches_.reset();
    loaded_ = -1;
    const auto rows = static_cast<std::size_t>(rows_of(window));
    const std::size_t outputs = is_regression_ ? static_cast<std::size_t>(outputs_) : 0;
    y_.resize(is_regression_ ? 0 : rows);
    values_.resize(rows * outputs);
    weights_.resize(blocks_.are_weighted() ? rows : 0);
    const std::vector<Piece> pieces = pieces_of(window);
    parallel_for(threads_of_loads(), pieces.size(),
                 [&](std::size_t i) { copy(pieces[i], blocks_.load(pieces[i].block)); });
    loaded_ = window;
  }

  int threads_of_loads() const {
    const int threads = threads_ == 0 ? hardware_threads() : threads_;
    return loads_ == 0 ? threads : std::min(threads, loads_);
  }

  /// Throws for examples that do not fit the network.
  void check(const Examples& examples, Index rows) const {
    const auto count = static_cast<std::size_t>(rows);
    const bool fits =
        examples.x.rows() == rows && examples.x.cols() == inputs_ &&
        (is_regression_ ? examples.values.size() == count * static_cast<std::size_t>(outputs_)
                        : examples.y.size() == count) &&
        (weights_.empty() || examples.weights.size() == count);
    const bool known = is_regression_ || std::all_of(examples.y.begin(), examples.y.end(),
                                                     [&](int k) { return k >= 0 && k < outputs_; });
    if (!fits || !known)
      throw Error(ErrorCode::invalid_argument, "a block's examples do not fit the network");
  }

  void copy(const Piece& piece, const Examples& examples) {
    check(examples, blocks_.rows(piece.block));
    const auto from = static_cast<std::ptrdiff_t>(piece.first);
    const auto to = static_cast<std::ptrdiff_t>(piece.place);
    const auto rows = static_cast<std::ptrdiff_t>(piece.rows);
    auto x = x_.middleRows(piece.place, piece.rows);
    x = examples.x.middleRows(piece.first, piece.rows).template cast<T>();
    if (!x.allFinite())
      throw Error(ErrorCode::data, "an input is too large to compute with; scale the inputs first");
    if (is_regression_) {
      const auto each = static_cast<std::ptrdiff_t>(outputs_);
      std::copy_n(examples.values.begin() + from * each, rows * each, values_.begin() + to * each);
    } else {
      std::copy_n(examples.y.begin() + from, rows, y_.begin() + to);
    }
    if (!weights_.empty())
      std::copy_n(examples.weights.begin() + from, rows, weights_.begin() + to);
  }

  /// Batches of the rows in memory, in the order that the seed gives.
  void mix() {
    const Index rows = rows_of(loaded_);
    const reference::Targets targets = is_regression_
                                           ? reference::Targets::of_values(values_, weights_)
                                           : reference::Targets(y_, weights_);
    batches_.emplace(MatrixView<T>(x_.data(), rows, inputs_), targets, batch_, threads_);
    if (order_.empty()) return;
    random::RandomState random(static_cast<std::uint32_t>(order_.back()) +
                               static_cast<std::uint32_t>(loaded_));
    batches_->shuffle(random);
  }

  const ExampleBlocks& blocks_;
  Index inputs_, outputs_;
  bool is_regression_ = false;
  Index rows_ = 0, batch_ = 0, window_ = 0;
  int threads_ = 0, loads_ = 0;
  std::vector<std::size_t> order_;  ///< blocks, then a seed; empty: as they come
  Index loaded_ = -1;               ///< the window in memory
  Matrix<T> x_;
  std::vector<int> y_;
  std::vector<double> values_, weights_;
  std::optional<Batches<T, T>> batches_;  ///< of the window, once it is mixed
};

}  // namespace crescent::train
