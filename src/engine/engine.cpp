#include <algorithm>
#include <cstdlib>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <crescent/base/error.hpp>
#include <crescent/engine/engine.hpp>

#include "engine/cost_model.hpp"
#include "engine/fused/fused_engine.hpp"
#include "engine/fused/kernels.hpp"
#include "engine/fused/layout.hpp"
#include "engine/gemm/gemm_engine.hpp"
#include "engine/gemm/product.hpp"
#include "engine/plan.hpp"
#include "engine/reference_engine.hpp"

namespace crescent::engine {

const std::vector<std::string>& engine_names() {
  static const std::vector<std::string> names = {"reference", "fused", "gemm"};
  return names;
}

namespace {

bool is_engine(std::string_view name) {
  const auto& names = engine_names();
  return std::find(names.begin(), names.end(), name) != names.end() || name == "fused:examples" ||
         name == "fused:units";
}

/// Whether the fused and gemm engines compute this; the formulas in reference/ compute all.
bool is_fused(const reference::Architecture& architecture, const reference::Loss& loss) {
  return has_kernels(architecture) && loss.l1 == 0 && loss.label_smoothing == 0 &&
         loss.dropout == 0;
}

/// An engine that leaves batches with weights to the formulas.
template <class T>
class WithWeights final : public Engine<T> {
 public:
  WithWeights(std::unique_ptr<Engine<T>> engine, std::unique_ptr<Engine<T>> formulas)
      : engine_(std::move(engine)), formulas_(std::move(formulas)) {}

  std::string_view name() const override { return engine_->name(); }
  T loss_and_gradient(std::span<const T> parameters, const Batch<T>& batch,
                      std::span<T> gradient) override {
    return engine_for(batch).loss_and_gradient(parameters, batch, gradient);
  }
  void gradient(std::span<const T> parameters, const Batch<T>& batch,
                std::span<T> gradient) override {
    engine_for(batch).gradient(parameters, batch, gradient);
  }
  T step(std::span<const T> parameters, const Batch<T>& batch, std::span<T> gradient,
         const Update& update, bool with_loss) override {
    return engine_for(batch).step(parameters, batch, gradient, update, with_loss);
  }
  T loss(std::span<const T> parameters, const Batch<T>& batch) override {
    return engine_for(batch).loss(parameters, batch);
  }
  void predict(std::span<const T> parameters, const MatrixView<T>& x,
               Eigen::Ref<Matrix<T>> probabilities) override {
    engine_->predict(parameters, x, probabilities);
  }

 private:
  Engine<T>& engine_for(const Batch<T>& batch) {
    return batch.weights.empty() ? *engine_ : *formulas_;
  }

  std::unique_ptr<Engine<T>> engine_, formulas_;
};

[[noreturn]] void refuse(std::string_view whose, std::string_view name) {
  throw Error(ErrorCode::invalid_argument,
              fmt::format("{}there is no engine '{}'; choose one of: {}", whose, name,
                          fmt::join(engine_names(), ", ")));
}

}  // namespace

template <class T>
std::string_view choose_engine(const reference::Architecture& architecture, Index batch_rows) {
  const char* forced = std::getenv("CRESCENT_ENGINE");
  if (forced != nullptr && *forced != '\0') {
    if (!is_engine(forced)) refuse("the environment variable CRESCENT_ENGINE: ", forced);
    return forced;
  }
  return cheapest_engine<T>(architecture, batch_rows);
}
template std::string_view choose_engine<float>(const reference::Architecture&, Index);
template std::string_view choose_engine<double>(const reference::Architecture&, Index);

std::vector<std::string> instruction_sets() { return fused::instruction_sets(); }
std::string instruction_set() { return instruction_sets().front(); }

template <class T>
std::string_view product_library() {
  return gemm::product_library<T>();
}
template std::string_view product_library<float>();
template std::string_view product_library<double>();

template <class T>
std::unique_ptr<Engine<T>> make_engine(const reference::Architecture& architecture,
                                       const reference::Loss& loss, const EngineOptions& options) {
  reference::validate(architecture);
  reference::validate(loss);
  if (options.threads < 0) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("threads must be at least 0, not {}", options.threads));
  }
  std::string_view name = options.name;
  const bool all_fused = is_fused(architecture, loss);
  if (name == "automatic") {
    name = choose_engine<T>(architecture, options.batch_rows);
    if (!all_fused) name = "reference";
  }
  if (!is_engine(name)) refuse("", name);
  if (name == "reference") return make_reference_engine<T>(architecture, loss);
  if (!all_fused) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("the engine '{}' has not learned this activation, output or loss yet; "
                            "choose automatic or reference",
                            name));
  }
  std::unique_ptr<Engine<T>> engine;
  if (name == "gemm") {
    engine = make_gemm_engine<T>(architecture, loss, options.threads);
  } else {
    std::optional<fused::Layout> layout;
    if (name == "fused:examples") layout = fused::Layout::examples;
    if (name == "fused:units") layout = fused::Layout::units;
    engine = make_fused_engine<T>(architecture, loss, options.threads, layout);
  }
  return std::make_unique<WithWeights<T>>(std::move(engine),
                                          make_reference_engine<T>(architecture, loss));
}

template std::unique_ptr<Engine<float>> make_engine(const reference::Architecture&,
                                                    const reference::Loss&, const EngineOptions&);
template std::unique_ptr<Engine<double>> make_engine(const reference::Architecture&,
                                                     const reference::Loss&, const EngineOptions&);

}  // namespace crescent::engine
