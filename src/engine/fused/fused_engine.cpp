#include "engine/fused/fused_engine.hpp"

#include <crescent/base/parallel.hpp>

#include "base/aligned_buffer.hpp"
#include "engine/fused/kernels.hpp"
#include "engine/fused/layout.hpp"
#include "engine/fused/slices.hpp"
#include "engine/kernels/instruction_sets.hpp"
#include "engine/kernels/penalty.hpp"
#include "engine/kernels/sums.hpp"

namespace crescent::engine {
namespace {

/// What one slice of a batch works with; slices may run on different threads.
template <class T>
struct Slice {
  AlignedBuffer<T> workspace;
  AlignedBuffer<T> gradient;  ///< the first slice writes to the caller's
  T loss = 0;
};

template <class T>
class FusedEngine final : public Engine<T> {
 public:
  FusedEngine(const reference::Architecture& architecture, const reference::Loss& loss, int threads,
              std::optional<fused::Layout> layout)
      : plan_(make_plan(architecture, loss)),
        units_(fused::make_units_plan(plan_, kernels::vector_lanes<T>(), sizeof(T))),
        costs_(instruction_costs()),
        threads_(threads),
        layout_(layout) {}

  std::string_view name() const override { return "fused"; }

  T loss_and_gradient(std::span<const T> parameters, const Batch<T>& batch,
                      std::span<T> gradient) override {
    fused::Call<T> call = call_for(parameters, batch);
    set_gradient(call, gradient);
    return mean_with_penalty(plan_, run(call), parameters.data(), batch.x.rows());
  }

  void gradient(std::span<const T> parameters, const Batch<T>& batch,
                std::span<T> gradient) override {
    fused::Call<T> call = call_for(parameters, batch);
    set_gradient(call, gradient);
    call.with_loss = false;
    run(call);
  }

  T loss(std::span<const T> parameters, const Batch<T>& batch) override {
    return mean_with_penalty(plan_, run(call_for(parameters, batch)), parameters.data(),
                             batch.x.rows());
  }

  void predict(std::span<const T> parameters, const MatrixView<T>& x,
               Eigen::Ref<Matrix<T>> probabilities) override {
    fused::Call<T> call = call_for(parameters, {.x = x});
    call.with_loss = false;
    if (probabilities.outerStride() == probabilities.cols()) {
      call.probabilities = probabilities.data();
      run(call);
      return;
    }
    Matrix<T> dense(probabilities.rows(), probabilities.cols());
    call.probabilities = dense.data();
    run(call);
    probabilities = dense;
  }

 private:
  fused::Call<T> call_for(std::span<const T> parameters, const Batch<T>& batch) const {
    fused::Call<T> call;
    call.parameters = parameters.data();
    call.x = batch.x.data();
    call.y = batch.y.data();
    call.values = batch.values.data();
    call.weights = batch.weights.data();
    call.dropout = batch.dropout;
    call.rows = batch.x.rows();
    return call;
  }

  void set_gradient(fused::Call<T>& call, std::span<T> gradient) {
    if (set_drops(plan_, call.dropout.rate > 0))
      units_ = fused::make_units_plan(plan_, kernels::vector_lanes<T>(), sizeof(T));
    call.gradient = gradient.data();
    const auto scales = gradient_scales<T>(plan_, call.rows);
    call.scale = scales.examples;
    call.weight_scale = scales.weights;
  }

  /// The batch in slices that depend on its size alone: so do the order of all sums and the result,
  /// whatever the threads.
  T run(const fused::Call<T>& call) {
    if (call.rows == 0) return 0;
    const auto layout = layout_for(call.rows, call.gradient != nullptr);
    const Index count = slice_count(plan_.parameters, plan_.all_units, call.rows);
    prepare(count, layout, call.gradient != nullptr);
    const T loss = run_slices(call, layout, count);
    if (call.gradient != nullptr && plan_.loss.l1 != 0) add_l1(call);
    return loss;
  }

  T run_slices(const fused::Call<T>& call, fused::Layout layout, Index count) {
    if (count == 1) return run_slice(call, layout, 0, 0, call.rows);
    parallel_for(threads_, static_cast<std::size_t>(count), [&](std::size_t s) {
      const auto [first, last] = slice_range(call.rows, count, static_cast<Index>(s));
      slices_[s].loss = run_slice(call, layout, s, first, last);
    });
    T loss = 0;
    for (std::size_t s = 0; s < static_cast<std::size_t>(count); ++s) {
      loss += slices_[s].loss;
      if (s > 0 && call.gradient != nullptr) {
        kernels::add(call.gradient, slices_[s].gradient.data(), plan_.parameters);
      }
    }
    return loss;
  }

  void add_l1(const fused::Call<T>& call) const {
    const T scale = gradient_scales<T>(plan_, call.rows).signs;
    for (const PlanLayer& layer : plan_.layers) {
      kernels::add_signs(call.gradient + layer.W, call.parameters + layer.W,
                         layer.inputs * layer.units, scale);
    }
  }

  fused::Layout layout_for(Index rows, bool gradient) {
    if (layout_) return *layout_;
    if (rows != chosen_rows_ || gradient != chosen_gradient_) {
      chosen_ = fused::choose_layout(plan_, units_, rows, gradient, costs_);
      chosen_rows_ = rows;
      chosen_gradient_ = gradient;
    }
    return chosen_;
  }

  T run_slice(const fused::Call<T>& whole, fused::Layout layout, std::size_t s, Index first,
              Index last) {
    fused::Call<T> call = whole;
    call.workspace = slices_[s].workspace.data();
    call.x += first * plan_.inputs;
    call.first_row = first;
    if (call.y != nullptr) call.y += first;
    if (call.values != nullptr) call.values += first * plan_.outputs;
    if (call.weights != nullptr) call.weights += first;
    call.rows = last - first;
    if (call.probabilities != nullptr) call.probabilities += first * plan_.outputs;
    if (s > 0 && call.gradient != nullptr) {
      call.gradient = slices_[s].gradient.data();
      call.weight_scale = 0;  // the penalty counts once
    }
    if (layout == fused::Layout::examples) return fused::run_examples(plan_, call);
    fused::pack_units(plan_, units_, call.parameters, call.workspace, call.gradient != nullptr);
    return fused::run_units(plan_, units_, call);
  }

  /// Memory for `count` slices; after the first batch of a size there is nothing left to do.
  void prepare(Index count, fused::Layout layout, bool gradient) {
    const Index workspace =
        layout == fused::Layout::examples ? fused::examples_workspace<T>(plan_) : units_.workspace;
    if (slices_.size() < static_cast<std::size_t>(count)) {
      slices_.resize(static_cast<std::size_t>(count));
    }
    for (std::size_t s = 0; s < static_cast<std::size_t>(count); ++s) {
      slices_[s].workspace.reserve(workspace);
      if (s > 0 && gradient) slices_[s].gradient.reserve(plan_.parameters);
    }
  }

  Plan plan_;
  fused::UnitsPlan units_;
  const InstructionCosts& costs_;
  int threads_;
  std::optional<fused::Layout> layout_;
  std::vector<Slice<T>> slices_;
  // The last choice: batches of one size follow each other.
  fused::Layout chosen_ = fused::Layout::examples;
  Index chosen_rows_ = -1;
  bool chosen_gradient_ = false;
};

}  // namespace

template <class T>
std::unique_ptr<Engine<T>> make_fused_engine(const reference::Architecture& architecture,
                                             const reference::Loss& loss, int threads,
                                             std::optional<fused::Layout> layout) {
  return std::make_unique<FusedEngine<T>>(architecture, loss, threads, layout);
}

template std::unique_ptr<Engine<float>> make_fused_engine(const reference::Architecture&,
                                                          const reference::Loss&, int,
                                                          std::optional<fused::Layout>);
template std::unique_ptr<Engine<double>> make_fused_engine(const reference::Architecture&,
                                                           const reference::Loss&, int,
                                                           std::optional<fused::Layout>);

}  // namespace crescent::engine
