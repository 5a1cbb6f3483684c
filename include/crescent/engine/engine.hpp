#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/reference/architecture.hpp>
#include <crescent/reference/dropout.hpp>
#include <crescent/reference/losses.hpp>

namespace crescent::engine {

/// Examples for one call; both views stay the caller's.
template <class T>
struct Batch {
  MatrixView<T> x;                  ///< (N, inputs), N >= 1
  std::span<const int> y = {};      ///< (N) classes, 0 to K - 1
  std::span<const T> values = {};   ///< (N, outputs) row-major, instead of y for a regression
  std::span<const T> weights = {};  ///< (N) >= 0; empty: 1 each
  reference::Dropout dropout = {};  ///< gradients alone look at it
};

/// Called with the offset and length of a range of the flat buffer.
using Update = std::function<void(std::size_t offset, std::size_t count)>;

/// Computes with whole networks, not layers: one call takes a batch through all layers forward and
/// back. Made for one architecture and one loss; not to be shared by threads. `parameters` is the
/// flat buffer that reference::parameter_blocks describes.
template <class T>
class Engine {
 public:
  virtual ~Engine() = default;
  virtual std::string_view name() const = 0;

  /// The batch's loss J / n, with its dropout; `gradient` (the buffer's length) becomes its
  /// slope, as the loss's reduction says.
  virtual T loss_and_gradient(std::span<const T> parameters, const Batch<T>& batch,
                              std::span<T> gradient) = 0;
  /// The gradient alone: cheaper where nobody looks at the loss.
  virtual void gradient(std::span<const T> parameters, const Batch<T>& batch,
                        std::span<T> gradient) {
    loss_and_gradient(parameters, batch, gradient);
  }
  /// The gradient, and `update` for each range of it as soon as it is final and its parameters are
  /// no longer read: an optimiser's step while the numbers are still in cache. Returns J / n before
  /// the step, or 0 if it is not wanted. `update` is called for disjoint ranges that cover the
  /// buffer, from several threads where the engine has them.
  virtual T step(std::span<const T> parameters, const Batch<T>& batch, std::span<T> gradient,
                 const Update& update, bool with_loss) {
    T loss = 0;
    if (with_loss) {
      loss = loss_and_gradient(parameters, batch, gradient);
    } else {
      this->gradient(parameters, batch, gradient);
    }
    update(0, gradient.size());
    return loss;
  }
  /// J / n alone, without dropout.
  virtual T loss(std::span<const T> parameters, const Batch<T>& batch) = 0;
  /// Fills `probabilities` (N, K); for a regression the values (N, outputs). Without dropout.
  virtual void predict(std::span<const T> parameters, const MatrixView<T>& x,
                       Eigen::Ref<Matrix<T>> probabilities) = 0;
};

/// The engines there are: "reference" (the formulas as they stand in reference/), "fused" (whole
/// passes in registers and first-level cache, with the widest vectors the processor has) and "gemm"
/// (a library's matrix products, for wide layers). make_engine also takes "fused:examples" and
/// "fused:units", which fix what the lanes of a vector stand for; "fused" chooses by the batch.
const std::vector<std::string>& engine_names();

struct EngineOptions {
  /// One of engine_names(), or "automatic": the one that the environment variable CRESCENT_ENGINE
  /// names, else the fastest for the network and the batch.
  std::string_view name = "automatic";
  int threads = 1;       ///< at most; 0: as many as the machine has. Results do not depend on it
  Index batch_rows = 0;  ///< examples of a usual batch, for the choice; 0: not known
};

/// The engine that "automatic" means for a network and a batch of `batch_rows` (0: not known), on
/// the instruction set of that name, by default the one in use; for a name that is not known as
/// without vectors. Throws Error(invalid_argument) if CRESCENT_ENGINE names none.
template <class T>
std::string_view choose_engine(const reference::Architecture& architecture, Index batch_rows,
                               std::string_view instructions = {});

/// The instruction set that the engines use on this machine, as Highway names it: "AVX3" (that is
/// AVX-512), "AVX2", "SSE4", "NEON", …
std::string instruction_set();
/// All that the library was built for and this machine has, the best one first.
std::vector<std::string> instruction_sets();
/// Lets the engines use none better than this one of instruction_sets(), from now on and in the
/// whole program. Processors that share it then give the same bits; so do "SSE4" and WebAssembly in
/// float64. Throws Error(invalid_argument) for a name that is not among them.
void limit_instruction_set(std::string_view best);
/// Whose matrix products "gemm" uses for this precision: "oneDNN" or "Crescent".
template <class T>
std::string_view product_library();

/// Throws Error(invalid_argument) for an unknown name, an architecture or a loss that is not valid
/// or a negative number of threads.
template <class T>
std::unique_ptr<Engine<T>> make_engine(const reference::Architecture& architecture,
                                       const reference::Loss& loss,
                                       const EngineOptions& options = {});

}  // namespace crescent::engine
