#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>
#include <type_traits>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/base/parallel.hpp>
#include <crescent/reference/losses.hpp>

#include "train/batch_source.hpp"

namespace crescent::train {

/// The examples, batch by batch, as numbers of type T, from rows of another type perhaps. Rows are
/// copied into the place of one batch, and only where their order or their type asks for it.
template <class T, class Source>
class Batches : public BatchSource<T> {
 public:
  /// Keeps views of x (N, inputs), N >= 1, and its targets.
  Batches(const MatrixView<Source>& x, const reference::Targets& targets, Index size, int threads)
      : source_x_(x),
        source_y_(targets.y),
        source_values_(targets.values),
        source_weights_(targets.weights),
        outputs_(targets.values.size() / static_cast<std::size_t>(x.rows())),
        size_(std::min(size, x.rows())),
        threads_(threads) {}

  Index rows() const override { return source_x_.rows(); }
  Index batch_rows() const override { return size_; }

  void shuffle(random::RandomState& random) override {
    if (order_.empty()) {
      order_.resize(static_cast<std::size_t>(source_x_.rows()));
      std::iota(order_.begin(), order_.end(), std::size_t{0});
    }
    random.shuffle(std::span(order_));
  }

  /// The rows' numbers in their present order.
  const std::vector<std::size_t>& order() const override { return order_; }
  bool set_order(const std::vector<std::uint64_t>& order) override {
    const auto rows = static_cast<std::size_t>(source_x_.rows());
    if (order.empty()) {
      order_.clear();
      return true;
    }
    std::vector<bool> seen(rows);
    if (order.size() != rows) return false;
    for (const std::uint64_t row : order) {
      if (row >= rows || seen[row]) return false;
      seen[row] = true;
    }
    order_.assign(order.begin(), order.end());
    return true;
  }

  engine::Batch<T> at(Index start) override {
    const Index rows = std::min(size_, source_x_.rows() - start);
    const auto count = static_cast<std::size_t>(rows);
    if (!order_.empty()) {
      gather(start, rows);
      return batch_of({x_.data(), rows, x_.cols()}, y_, values_, weights_, 0, count);
    }
    const auto first = static_cast<std::size_t>(start);
    const auto batch = [&](const MatrixView<T>& x) {
      return batch_of(x, source_y_, source_values_.all(), source_weights_.all(), first, count);
    };
    if constexpr (std::is_same_v<T, Source>) {
      return batch({source_x_.data() + start * source_x_.cols(), rows, source_x_.cols()});
    } else {
      if (!this->whole() || x_.size() == 0)
        x_ = source_x_.middleRows(start, rows).template cast<T>();
      return batch({x_.data(), rows, x_.cols()});
    }
  }

 private:
  /// The targets' numbers as T: a view, or a copy.
  class Numbers {
   public:
    explicit Numbers(std::span<const double> numbers) {
      if constexpr (std::is_same_v<T, double>) {
        view_ = numbers;
      } else {
        for (const double number : numbers) copy_.push_back(static_cast<T>(number));
      }
    }
    std::span<const T> all() const {
      if constexpr (std::is_same_v<T, double>) return view_;
      return copy_;
    }

   private:
    std::span<const double> view_;
    std::vector<T> copy_;
  };

  /// Rows `first` and on of the targets; what there is none of stays empty.
  engine::Batch<T> batch_of(const MatrixView<T>& x, std::span<const int> y,
                            std::span<const T> values, std::span<const T> weights,
                            std::size_t first, std::size_t count) const {
    engine::Batch<T> batch{.x = x};
    if (!y.empty()) batch.y = y.subspan(first, count);
    if (!values.empty()) batch.values = values.subspan(first * outputs_, count * outputs_);
    if (!weights.empty()) batch.weights = weights.subspan(first, count);
    return batch;
  }

  /// Rows come from anywhere in memory: where they are long, several threads wait for it together.
  void gather(Index start, Index rows) {
    const Index columns = source_x_.cols();
    x_.resize(size_, columns);
    const auto size = static_cast<std::size_t>(size_);
    if (!source_y_.empty()) y_.resize(size);
    values_.resize(size * outputs_);
    if (!source_weights_.all().empty()) weights_.resize(size);
    const Index some = std::max<Index>(16384 / columns, 1);
    parallel_for(threads_, static_cast<std::size_t>((rows + some - 1) / some),
                 [&](std::size_t part) {
                   const Index first = static_cast<Index>(part) * some;
                   gather_rows(start, first, std::min(rows, first + some));
                 });
  }

  void gather_rows(Index start, Index first, Index last) {
    const Index columns = source_x_.cols();
    T* to = x_.data() + first * columns;
    for (Index n = first; n < last; ++n) {
      const std::size_t row = order_[static_cast<std::size_t>(start + n)];
      const Source* from = source_x_.data() + static_cast<Index>(row) * columns;
      for (Index i = 0; i < columns; ++i) *to++ = static_cast<T>(from[i]);
      gather_targets(row, static_cast<std::size_t>(n));
    }
  }

  void gather_targets(std::size_t row, std::size_t n) {
    if (!y_.empty()) y_[n] = source_y_[row];
    if (!weights_.empty()) weights_[n] = source_weights_.all()[row];
    for (std::size_t k = 0; k < outputs_; ++k) {
      values_[n * outputs_ + k] = source_values_.all()[row * outputs_ + k];
    }
  }

  MatrixView<Source> source_x_;
  std::span<const int> source_y_;
  Numbers source_values_;
  Numbers source_weights_;
  std::size_t outputs_;  ///< of a regression
  Index size_;
  int threads_;
  std::vector<std::size_t> order_;  ///< empty: as they come
  Matrix<T> x_;
  std::vector<int> y_;
  std::vector<T> values_;
  std::vector<T> weights_;
};

}  // namespace crescent::train
