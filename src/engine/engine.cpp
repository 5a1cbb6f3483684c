#include <fmt/format.h>
#include <fmt/ranges.h>

#include <crescent/base/error.hpp>
#include <crescent/engine/engine.hpp>
#include <crescent/reference/network.hpp>

#include "engine/fused/fused_engine.hpp"

namespace crescent::engine {
namespace {

constexpr Index largest_fused = 8192;

/// The formulas themselves: slow, and the definition of what every engine computes.
template <class T>
class ReferenceEngine final : public Engine<T> {
 public:
  ReferenceEngine(reference::Architecture architecture, reference::Loss loss)
      : architecture_(std::move(architecture)), loss_(loss) {}

  std::string_view name() const override { return "reference"; }

  T loss_and_gradient(std::span<const T> parameters, const Batch<T>& batch,
                      std::span<T> gradient) override {
    return reference::loss_and_gradient<T>(architecture_, loss_, parameters, batch.x, batch.y,
                                           gradient);
  }

  T loss(std::span<const T> parameters, const Batch<T>& batch) override {
    return reference::loss<T>(architecture_, loss_, parameters, batch.x, batch.y);
  }

  void predict(std::span<const T> parameters, const MatrixView<T>& x,
               Eigen::Ref<Matrix<T>> probabilities) override {
    const auto layers = reference::unpack(architecture_, parameters);
    const auto pass = reference::forward<T>(architecture_, layers, x);
    probabilities = reference::output_probabilities(architecture_.output, pass.z.back());
  }

 private:
  reference::Architecture architecture_;
  reference::Loss loss_;
};

/// The faster engine for a shape. The fused one keeps a sum for every parameter and lane; past the
/// second-level cache a matrix product that is cut to fit wins.
std::string_view choose(const reference::Architecture& architecture) {
  return reference::parameter_count(architecture) <= largest_fused ? "fused" : "reference";
}

}  // namespace

const std::vector<std::string>& engine_names() {
  static const std::vector<std::string> names = {"reference", "fused"};
  return names;
}

template <class T>
std::unique_ptr<Engine<T>> make_engine(const reference::Architecture& architecture,
                                       const reference::Loss& loss, std::string_view name) {
  reference::validate(architecture);
  if (name == "automatic") name = choose(architecture);
  if (name == "fused") return make_fused_engine<T>(architecture, loss);
  if (name == "reference") return std::make_unique<ReferenceEngine<T>>(architecture, loss);
  throw Error(ErrorCode::invalid_argument, fmt::format("there is no engine '{}'; choose one of: {}",
                                                       name, fmt::join(engine_names(), ", ")));
}

template std::unique_ptr<Engine<float>> make_engine(const reference::Architecture&,
                                                    const reference::Loss&, std::string_view);
template std::unique_ptr<Engine<double>> make_engine(const reference::Architecture&,
                                                     const reference::Loss&, std::string_view);

}  // namespace crescent::engine
