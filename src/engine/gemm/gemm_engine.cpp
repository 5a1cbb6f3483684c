#include "engine/gemm/gemm_engine.hpp"

#include <algorithm>
#include <vector>

#include <crescent/base/parallel.hpp>

#include "base/aligned_buffer.hpp"
#include "engine/gemm/kernels.hpp"
#include "engine/gemm/product.hpp"
#include "engine/gemm/tasks.hpp"
#include "engine/kernels/penalty.hpp"
#include "engine/kernels/plan.hpp"
#include "engine/kernels/sums.hpp"

namespace crescent::engine {
namespace {

/// Examples whose a and delta are kept together; a larger batch goes through in parts.
constexpr Index most_rows = 2048;

Index padded(Index units) { return (units + 15) / 16 * 16; }

/// One call: what is asked for, and the part of the batch that is under way.
template <class T>
struct Pass {
  const T* parameters = nullptr;
  const T* x = nullptr;
  const int* y = nullptr;
  const T* values = nullptr;
  const T* weights = nullptr;
  reference::Dropout dropout = {};
  Index first_row = 0;  ///< of the batch
  Index rows = 0;
  bool with_loss = false;
  T* gradient = nullptr;
  T* probabilities = nullptr;
  GradientScales<T> scales = {};
  bool first = true;  ///< part of the batch: sums start here
  bool last = true;   ///< and end here: scale, penalty and update follow
  const Update* update = nullptr;
};

template <class T>
class GemmEngine final : public Engine<T> {
 public:
  GemmEngine(const reference::Architecture& architecture, const reference::Loss& loss, int threads)
      : plan_(make_plan(architecture, loss)),
        kernels_(gemm::kernels<T>()),
        threads_(threads),
        a_(plan_.layers.size()),
        b_(plan_.layers.size()),
        slope_(plan_.layers.size()),
        delta_(plan_.layers.size()) {
    for (std::size_t k = 0; k < plan_.layers.size(); ++k) b_[k].reserve(stride(k));
  }

  std::string_view name() const override { return "gemm"; }

  T loss_and_gradient(std::span<const T> parameters, const Batch<T>& batch,
                      std::span<T> gradient) override {
    Pass<T> pass = gradient_pass(parameters, batch, gradient);
    pass.with_loss = true;
    return mean_with_penalty(plan_, run(pass), parameters.data(), batch.x.rows());
  }

  void gradient(std::span<const T> parameters, const Batch<T>& batch,
                std::span<T> gradient) override {
    run(gradient_pass(parameters, batch, gradient));
  }

  T step(std::span<const T> parameters, const Batch<T>& batch, std::span<T> gradient,
         const Update& update, bool with_loss) override {
    Pass<T> pass = gradient_pass(parameters, batch, gradient);
    pass.update = &update;
    pass.with_loss = with_loss;
    // Of the parameters before the step: they change under way.
    const T penalty =
        with_loss ? mean_with_penalty(plan_, T(0), parameters.data(), pass.rows) : T(0);
    return run(pass) / static_cast<T>(pass.rows) + penalty;
  }

  T loss(std::span<const T> parameters, const Batch<T>& batch) override {
    Pass<T> pass = pass_for(parameters, batch);
    pass.with_loss = true;
    return mean_with_penalty(plan_, run(pass), parameters.data(), batch.x.rows());
  }

  void predict(std::span<const T> parameters, const MatrixView<T>& x,
               Eigen::Ref<Matrix<T>> probabilities) override {
    Pass<T> pass = pass_for(parameters, {.x = x});
    Matrix<T> dense;
    const bool direct = probabilities.outerStride() == probabilities.cols();
    if (!direct) dense.resize(probabilities.rows(), probabilities.cols());
    pass.probabilities = direct ? probabilities.data() : dense.data();
    run(pass);
    if (!direct) probabilities = dense;
  }

 private:
  Pass<T> pass_for(std::span<const T> parameters, const Batch<T>& batch) const {
    Pass<T> pass;
    pass.parameters = parameters.data();
    pass.x = batch.x.data();
    pass.y = batch.y.data();
    pass.values = batch.values.data();
    pass.weights = batch.weights.data();
    pass.dropout = batch.dropout;
    pass.rows = batch.x.rows();
    return pass;
  }

  Pass<T> gradient_pass(std::span<const T> parameters, const Batch<T>& batch,
                        std::span<T> gradient) {
    set_drops(plan_, batch.dropout.rate > 0);
    Pass<T> pass = pass_for(parameters, batch);
    pass.gradient = gradient.data();
    pass.scales = gradient_scales<T>(plan_, pass.rows);
    return pass;
  }

  Index stride(std::size_t k) const { return padded(plan_.layers[k].units); }
  const T* input(const Pass<T>& pass, std::size_t k) { return k == 0 ? pass.x : a_[k - 1].data(); }
  Index input_stride(std::size_t k) const { return k == 0 ? plan_.inputs : stride(k - 1); }

  template <class F>
  void each_task(std::size_t count, F f) {
    parallel_for(threads_, count, f);
  }

  T run(Pass<T> pass) {
    if (pass.rows == 0) return 0;
    prepare(pass);
    T loss = 0;
    const Index rows = pass.rows;
    const Index parts = (rows + most_rows - 1) / most_rows;
    for (Index part = 0; part < parts; ++part) {
      const Index first = rows * part / parts;
      pass.rows = rows * (part + 1) / parts - first;
      pass.first = part == 0;
      pass.last = part + 1 == parts;
      loss += run_part(pass);
      pass.x += pass.rows * plan_.inputs;
      pass.first_row += pass.rows;
      if (pass.y != nullptr) pass.y += pass.rows;
      if (pass.values != nullptr) pass.values += pass.rows * plan_.outputs;
      if (pass.weights != nullptr) pass.weights += pass.rows;
      if (pass.probabilities != nullptr) pass.probabilities += pass.rows * plan_.outputs;
    }
    return loss;
  }

  void prepare(const Pass<T>& pass) {
    const Index rows = std::min(pass.rows, most_rows);
    for (std::size_t k = 0; k < plan_.layers.size(); ++k) {
      a_[k].reserve(rows * stride(k));
      const PlanLayer& layer = plan_.layers[k];
      if (layer.b >= 0) std::copy_n(pass.parameters + layer.b, layer.units, b_[k].data());
    }
    scratch_.reserve(3 * padded(rows) + 3 * 16 * gemm::row_blocks(rows));
    losses_.resize(static_cast<std::size_t>(gemm::row_blocks(rows)));
    if (pass.gradient == nullptr) return;
    for (std::size_t k = 0; k + 1 < plan_.layers.size(); ++k) {
      delta_[k].reserve(rows * stride(k));
      if (plan_.layers[k].keeps_slope) slope_[k].reserve(rows * stride(k));
    }
  }

  T run_part(const Pass<T>& pass) {
    for (std::size_t k = 0; k < plan_.layers.size(); ++k) forward(pass, k);
    const T loss = outputs(pass);
    if (pass.gradient != nullptr) backward(pass);
    return loss;
  }

  /// z = a W + b, a = f(z).
  void forward(const Pass<T>& pass, std::size_t k) {
    const PlanLayer& layer = plan_.layers[k];
    const auto tasks = gemm::make_tasks(pass.rows, layer.units, layer.inputs);
    each_task(tasks.count(), [&](std::size_t task) {
      const auto part = tasks.at(task);
      T* z = a_[k].data() + part.row * stride(k) + part.column;
      gemm::MatrixProduct<T> product;
      product.rows = part.rows;
      product.columns = part.columns;
      product.depth = layer.inputs;
      product.left = input(pass, k) + part.row * input_stride(k);
      product.left_row = input_stride(k);
      product.right = pass.parameters + layer.W + part.column;
      product.right_row = layer.units;
      product.out = z;
      product.out_row = stride(k);
      gemm::multiply(product);
      const gemm::Block<T> block{z, part.rows, part.columns, stride(k)};
      const T* b = b_[k].data() + part.column;
      if (layer.keeps_slope && pass.gradient != nullptr) {
        kernels_.add_bias_and_keep_slope(
            layer.activation, b, block, slope_[k].data() + part.row * stride(k) + part.column,
            {kernels::layer_dropout<T>(pass.dropout, k), pass.first_row + part.row, part.column});
      } else {
        kernels_.add_bias_and_activate(layer.activation, b, block);
      }
    });
  }

  /// p, the loss, and delta of the last layer in place of p.
  T outputs(const Pass<T>& pass) {
    const std::size_t k = plan_.layers.size() - 1;
    const Index blocks = gemm::row_blocks(pass.rows);
    each_task(static_cast<std::size_t>(blocks), [&](std::size_t block) {
      const auto [row, rows] = gemm::row_block(pass.rows, static_cast<Index>(block));
      const gemm::Block<T> z{a_[k].data() + row * stride(k), rows, plan_.layers[k].units,
                             stride(k)};
      const auto at = [begin = row](auto* first, Index step) {
        return first ? first + begin * step : first;
      };
      losses_[block] =
          kernels_.judge({.output = plan_.output,
                          .loss = &plan_.loss,
                          .y = at(pass.y, 1),
                          .values = at(pass.values, plan_.outputs),
                          .weights = at(pass.weights, 1),
                          .with_loss = pass.with_loss,
                          .with_slope = pass.gradient != nullptr,
                          .scratch = scratch_.data() + 3 * (row + 16 * static_cast<Index>(block)),
                          .scratch_row = padded(rows),
                          .probabilities = at(pass.probabilities, plan_.outputs)},
                         z);
    });
    T loss = 0;
    for (Index block = 0; block < blocks; ++block) loss += losses_[static_cast<std::size_t>(block)];
    return loss;
  }

  /// The deltas of all layers from the last down; then nobody reads the weights any more, and all
  /// their gradients are one pool of tasks, which update the weights at once.
  void backward(const Pass<T>& pass) {
    for (std::size_t k = plan_.layers.size(); k-- > 1;) delta_below(pass, k);
    std::vector<std::size_t>& first = first_task_;
    first.assign(1, 0);
    for (const PlanLayer& layer : plan_.layers) {
      first.push_back(first.back() + gradient_tasks(pass, layer).count());
    }
    each_task(first.back(), [&](std::size_t task) {
      const auto after = std::upper_bound(first.begin(), first.end(), task);
      const auto k = static_cast<std::size_t>(after - first.begin()) - 1;
      weight_sums(pass, k, task - first[k]);
    });
  }

  static gemm::Tasks gradient_tasks(const Pass<T>& pass, const PlanLayer& layer) {
    return gemm::make_tasks_of_whole_rows(layer.inputs, layer.units, pass.rows);
  }

  /// Layer k's; the last layer's stands in place of its p.
  const T* delta(std::size_t k) {
    return k + 1 == plan_.layers.size() ? a_[k].data() : delta_[k].data();
  }

  /// da = dz Wᵀ, then dz of the layer below.
  void delta_below(const Pass<T>& pass, std::size_t k) {
    const T* dz = delta(k);
    T* da = delta_[k - 1].data();
    const PlanLayer& layer = plan_.layers[k];
    const auto tasks = gemm::make_tasks(pass.rows, layer.inputs, layer.units);
    each_task(tasks.count(), [&](std::size_t task) {
      const auto part = tasks.at(task);
      const Index place = part.row * stride(k - 1) + part.column;
      gemm::MatrixProduct<T> product;
      product.rows = part.rows;
      product.columns = part.columns;
      product.depth = layer.units;
      product.left = dz + part.row * stride(k);
      product.left_row = stride(k);
      product.right = pass.parameters + layer.W + part.column * layer.units;
      product.right_row = layer.units;
      product.right_transposed = true;
      product.out = da + place;
      product.out_row = stride(k - 1);
      gemm::multiply(product);
      const PlanLayer& below = plan_.layers[k - 1];
      const gemm::Block<T> block{da + place, part.rows, part.columns, stride(k - 1)};
      if (below.keeps_slope) {
        kernels_.multiply_by_kept_slope(slope_[k - 1].data() + place, block);
      } else {
        kernels_.multiply_by_slope(below.activation, a_[k - 1].data() + place, block);
      }
    });
  }

  /// dW = aᵀ dz for some rows of W; with the first of them db = column sums of dz.
  void weight_sums(const Pass<T>& pass, std::size_t k, std::size_t task) {
    const PlanLayer& layer = plan_.layers[k];
    const T* dz = delta(k);
    const auto part = gradient_tasks(pass, layer).at(task);
    const Index offset = layer.W + part.row * layer.units;
    gemm::MatrixProduct<T> product;
    product.rows = part.rows;
    product.columns = layer.units;
    product.depth = pass.rows;
    product.left = input(pass, k) + part.row;
    product.left_row = input_stride(k);
    product.left_transposed = true;
    product.right = dz;
    product.right_row = stride(k);
    product.add = !pass.first;
    product.out = pass.gradient + offset;
    product.out_row = layer.units;
    gemm::multiply(product);
    finish(pass, offset, part.rows * layer.units, true);
    if (task != 0 || layer.b < 0) return;
    kernels_.column_sums({dz, pass.rows, layer.units, stride(k)}, pass.gradient + layer.b,
                         !pass.first);
    finish(pass, layer.b, layer.units, false);
  }

  /// A part of the gradient is summed up.
  void finish(const Pass<T>& pass, Index offset, Index count, bool penalised) const {
    if (!pass.last) return;
    const T scale = pass.scales.examples;
    const T weight_scale = penalised ? pass.scales.weights : T(0);
    T* gradient = pass.gradient + offset;
    const T* W = pass.parameters + offset;
    if (scale != 1 || weight_scale != 0) {
      kernels_.scale_gradient(gradient, W, count, scale, weight_scale);
    }
    if (penalised && pass.scales.signs != 0) {
      kernels::add_signs(gradient, W, count, pass.scales.signs);
    }
    if (pass.update != nullptr) {
      (*pass.update)(static_cast<std::size_t>(offset), static_cast<std::size_t>(count));
    }
  }

  Plan plan_;
  const gemm::Kernels<T>& kernels_;
  int threads_;
  std::vector<AlignedBuffer<T>> a_;
  std::vector<AlignedBuffer<T>> b_;
  std::vector<AlignedBuffer<T>> slope_;  ///< where a layer keeps them
  std::vector<AlignedBuffer<T>> delta_;
  AlignedBuffer<T> scratch_;
  std::vector<T> losses_;
  std::vector<std::size_t> first_task_;  ///< by layer, of its gradient
};

}  // namespace

template <class T>
std::unique_ptr<Engine<T>> make_gemm_engine(const reference::Architecture& architecture,
                                            const reference::Loss& loss, int threads) {
  return std::make_unique<GemmEngine<T>>(architecture, loss, threads);
}

template std::unique_ptr<Engine<float>> make_gemm_engine(const reference::Architecture&,
                                                         const reference::Loss&, int);
template std::unique_ptr<Engine<double>> make_gemm_engine(const reference::Architecture&,
                                                          const reference::Loss&, int);

}  // namespace crescent::engine
