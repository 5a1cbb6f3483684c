#include "engine/fused/fused_engine.hpp"

#include <new>

#include <crescent/reference/network.hpp>

#include "engine/fused/kernels.hpp"
#include "engine/fused/plan.hpp"

namespace crescent::engine {
namespace {

/// Memory at an address that vectors like.
template <class T>
class AlignedBuffer {
 public:
  explicit AlignedBuffer(Index size)
      : values_(static_cast<T*>(::operator new (static_cast<std::size_t>(size) * sizeof(T),
                                                std::align_val_t{fused::alignment}))) {}
  ~AlignedBuffer() { ::operator delete (values_, std::align_val_t{fused::alignment}); }
  AlignedBuffer(const AlignedBuffer&) = delete;
  AlignedBuffer& operator=(const AlignedBuffer&) = delete;
  T* data() { return values_; }

 private:
  T* values_;
};

template <class T>
class FusedEngine final : public Engine<T> {
 public:
  FusedEngine(const reference::Architecture& architecture, const reference::Loss& loss)
      : plan_(fused::make_plan(architecture)),
        loss_(loss),
        workspace_(fused::workspace_size<T>(plan_)) {}

  std::string_view name() const override { return "fused"; }

  T loss_and_gradient(std::span<const T> parameters, const Batch<T>& batch,
                      std::span<T> gradient) override {
    const Index rows = batch.x.rows();
    fused::Call<T> call = call_for(parameters, batch);
    call.gradient = gradient.data();
    const T data_loss = fused::run(plan_, call);
    const double l2 = reference::penalty_share(loss_, rows);
    const T penalty = static_cast<T>(l2);
    const T scale =
        loss_.reduction == reference::Reduction::sum ? T(1) : T(1) / static_cast<T>(rows);
    for (T& value : gradient) value *= scale;
    const T weight_scale = penalty * scale;
    for (const auto& layer : plan_.layers) {
      const Index size = layer.inputs * layer.units;
      const T* W = parameters.data() + layer.W;
      T* dW = gradient.data() + layer.W;
      for (Index i = 0; i < size; ++i) dW[i] += weight_scale * W[i];
    }
    return (data_loss + penalty / 2 * sum_of_squares(parameters)) / static_cast<T>(rows);
  }

  T loss(std::span<const T> parameters, const Batch<T>& batch) override {
    const T penalty = static_cast<T>(reference::penalty_share(loss_, batch.x.rows()));
    const T data_loss = fused::run(plan_, call_for(parameters, batch));
    return (data_loss + penalty / 2 * sum_of_squares(parameters)) / static_cast<T>(batch.x.rows());
  }

  void predict(std::span<const T> parameters, const MatrixView<T>& x,
               Eigen::Ref<Matrix<T>> probabilities) override {
    fused::Call<T> call = call_for(parameters, {x, {}});
    if (probabilities.outerStride() == probabilities.cols()) {
      call.probabilities = probabilities.data();
      fused::run(plan_, call);
      return;
    }
    Matrix<T> dense(probabilities.rows(), probabilities.cols());
    call.probabilities = dense.data();
    fused::run(plan_, call);
    probabilities = dense;
  }

 private:
  fused::Call<T> call_for(std::span<const T> parameters, const Batch<T>& batch) {
    return {.parameters = parameters.data(),
            .x = batch.x.data(),
            .y = batch.y.data(),
            .rows = batch.x.rows(),
            .workspace = workspace_.data(),
            .gradient = nullptr,
            .probabilities = nullptr};
  }

  T sum_of_squares(std::span<const T> parameters) const {
    T sum = 0;
    for (const auto& layer : plan_.layers) {
      const T* W = parameters.data() + layer.W;
      for (Index i = 0; i < layer.inputs * layer.units; ++i) sum += W[i] * W[i];
    }
    return sum;
  }

  fused::Plan plan_;
  reference::Loss loss_;
  AlignedBuffer<T> workspace_;
};

}  // namespace

template <class T>
std::unique_ptr<Engine<T>> make_fused_engine(const reference::Architecture& architecture,
                                             const reference::Loss& loss) {
  return std::make_unique<FusedEngine<T>>(architecture, loss);
}

template std::unique_ptr<Engine<float>> make_fused_engine(const reference::Architecture&,
                                                          const reference::Loss&);
template std::unique_ptr<Engine<double>> make_fused_engine(const reference::Architecture&,
                                                           const reference::Loss&);

}  // namespace crescent::engine
