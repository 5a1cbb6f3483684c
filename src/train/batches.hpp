#pragma once

#include <algorithm>
#include <numeric>
#include <span>
#include <type_traits>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/base/parallel.hpp>
#include <crescent/engine/engine.hpp>
#include <crescent/random/random_state.hpp>

namespace crescent::train {

/// The examples, batch by batch, as numbers of type T, from rows of another type perhaps. Rows are
/// copied into the place of one batch, and only where their order or their type asks for it.
template <class T, class Source>
class Batches {
 public:
  /// Keeps views of x (N, inputs) and y (N).
  Batches(const MatrixView<Source>& x, std::span<const int> y, Index size, int threads)
      : source_x_(x), source_y_(y), size_(std::min(size, x.rows())), threads_(threads) {}

  bool whole() const { return size_ == source_x_.rows(); }

  /// A new order, made from the last one.
  void shuffle(random::RandomState& random) {
    if (order_.empty()) {
      order_.resize(source_y_.size());
      std::iota(order_.begin(), order_.end(), std::size_t{0});
    }
    random.shuffle(std::span(order_));
  }

  /// The batch whose first row is the order's row `start`; valid until the next call.
  engine::Batch<T> at(Index start) {
    const Index rows = std::min(size_, source_x_.rows() - start);
    const auto count = static_cast<std::size_t>(rows);
    if (!order_.empty()) {
      gather(start, rows);
      return {{x_.data(), rows, x_.cols()}, {y_.data(), count}};
    }
    const auto y = source_y_.subspan(static_cast<std::size_t>(start), count);
    if constexpr (std::is_same_v<T, Source>) {
      return {{source_x_.data() + start * source_x_.cols(), rows, source_x_.cols()}, y};
    } else {
      if (!whole() || x_.size() == 0) x_ = source_x_.middleRows(start, rows).template cast<T>();
      return {{x_.data(), rows, x_.cols()}, y};
    }
  }

 private:
  /// Rows come from anywhere in memory: where they are long, several threads wait for it together.
  void gather(Index start, Index rows) {
    const Index columns = source_x_.cols();
    x_.resize(size_, columns);
    y_.resize(static_cast<std::size_t>(size_));
    const Index some = std::max<Index>(16384 / columns, 1);
    parallel_for(threads_, static_cast<std::size_t>((rows + some - 1) / some), [&](std::size_t part) {
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
      y_[static_cast<std::size_t>(n)] = source_y_[row];
    }
  }

  MatrixView<Source> source_x_;
  std::span<const int> source_y_;
  Index size_;
  int threads_;
  std::vector<std::size_t> order_;  ///< empty: as they come
  Matrix<T> x_;
  std::vector<int> y_;
};

}  // namespace crescent::train
