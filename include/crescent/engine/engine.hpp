#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/reference/architecture.hpp>
#include <crescent/reference/losses.hpp>

namespace crescent::engine {

/// Examples for one call; both views stay the caller's.
template <class T>
struct Batch {
  MatrixView<T> x;         ///< (N, inputs), N >= 1
  std::span<const int> y;  ///< (N) classes, 0 to K - 1
};

/// Computes with whole networks, not layers: one call takes a batch through all layers forward and
/// back. Made for one architecture and one loss; not to be shared by threads. `parameters` is the
/// flat buffer that reference::parameter_blocks describes.
template <class T>
class Engine {
 public:
  virtual ~Engine() = default;
  virtual std::string_view name() const = 0;

  /// The batch's loss J / n; `gradient` (the buffer's length) becomes its slope, as the loss's
  /// reduction says.
  virtual T loss_and_gradient(std::span<const T> parameters, const Batch<T>& batch,
                              std::span<T> gradient) = 0;
  /// The gradient alone, the same bits.
  virtual void gradient(std::span<const T> parameters, const Batch<T>& batch,
                        std::span<T> gradient) {
    loss_and_gradient(parameters, batch, gradient);
  }
  /// J / n alone.
  virtual T loss(std::span<const T> parameters, const Batch<T>& batch) = 0;
  /// Fills `probabilities` (N, K).
  virtual void predict(std::span<const T> parameters, const MatrixView<T>& x,
                       Eigen::Ref<Matrix<T>> probabilities) = 0;
};

/// The engines there are: "reference" (the formulas as they stand in reference/) and "fused" (whole
/// passes in registers and first-level cache, with the widest vectors the processor has).
const std::vector<std::string>& engine_names();

/// The engine that "automatic" means for an architecture.
std::string_view choose_engine(const reference::Architecture& architecture);

/// The instruction set that the fused engine uses on this machine, as Highway names it: "AVX3"
/// (that is AVX-512), "AVX2", "SSE4", "NEON", …
std::string instruction_set();

/// `name`: one of engine_names(), or "automatic", the faster one for this architecture.
/// Throws Error(invalid_argument) for an unknown name or an architecture that is not valid.
template <class T>
std::unique_ptr<Engine<T>> make_engine(const reference::Architecture& architecture,
                                       const reference::Loss& loss,
                                       std::string_view name = "automatic");

}  // namespace crescent::engine
