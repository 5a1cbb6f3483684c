#pragma once

#include <memory>
#include <span>

#include <crescent/base/matrix.hpp>
#include <crescent/reference/architecture.hpp>

namespace crescent::engine {

/// Probabilities, or a regression's values, from a network whose parameters no longer change: they
/// are copied once, laid out as the kernels read them. For one row after another, and for streams
/// of blocks of rows. Not to be shared by threads; copies are cheap to make for each.
template <class T>
class Predictor {
 public:
  /// `parameters`: the flat buffer. Throws Error(invalid_argument) for an architecture that is not
  /// valid or a buffer of another length.
  Predictor(const reference::Architecture& architecture, std::span<const T> parameters);
  Predictor(const Predictor& other);
  Predictor& operator=(const Predictor& other);
  Predictor(Predictor&&) noexcept;
  Predictor& operator=(Predictor&&) noexcept;
  ~Predictor();

  Index inputs() const;
  Index outputs() const;

  /// One example: x (inputs) -> probabilities (outputs). Allocates nothing.
  void operator()(std::span<const T> x, std::span<T> probabilities) noexcept;
  /// Examples in rows: x (N, inputs) -> probabilities (N, outputs), row-major. Allocates nothing.
  void operator()(const T* x, Index rows, T* probabilities) noexcept;

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

}  // namespace crescent::engine
