#include "engine/reference_engine.hpp"

#include <vector>

#include <crescent/reference/network.hpp>

namespace crescent::engine {
namespace {

template <class T>
class ReferenceEngine final : public Engine<T> {
 public:
  ReferenceEngine(reference::Architecture architecture, reference::Loss loss)
      : architecture_(std::move(architecture)), loss_(loss) {}

  std::string_view name() const override { return "reference"; }

  T loss_and_gradient(std::span<const T> parameters, const Batch<T>& batch,
                      std::span<T> gradient) override {
    return reference::loss_and_gradient<T>(architecture_, loss_, parameters, batch.x,
                                           targets_of(batch), gradient, batch.dropout);
  }

  T loss(std::span<const T> parameters, const Batch<T>& batch) override {
    return reference::loss<T>(architecture_, loss_, parameters, batch.x, targets_of(batch));
  }

  void predict(std::span<const T> parameters, const MatrixView<T>& x,
               Eigen::Ref<Matrix<T>> probabilities) override {
    const auto layers = reference::unpack(architecture_, parameters);
    const auto pass = reference::forward<T>(architecture_, layers, x);
    probabilities = reference::output_probabilities(architecture_.output, pass.z.back());
  }

 private:
  /// The batch's as the formulas take them: in float64.
  reference::Targets targets_of(const Batch<T>& batch) {
    values_.assign(batch.values.begin(), batch.values.end());
    weights_.assign(batch.weights.begin(), batch.weights.end());
    reference::Targets targets(batch.y, weights_);
    targets.values = values_;
    return targets;
  }

  reference::Architecture architecture_;
  reference::Loss loss_;
  std::vector<double> values_, weights_;
};

}  // namespace

template <class T>
std::unique_ptr<Engine<T>> make_reference_engine(const reference::Architecture& architecture,
                                                 const reference::Loss& loss) {
  return std::make_unique<ReferenceEngine<T>>(architecture, loss);
}

template std::unique_ptr<Engine<float>> make_reference_engine(const reference::Architecture&,
                                                              const reference::Loss&);
template std::unique_ptr<Engine<double>> make_reference_engine(const reference::Architecture&,
                                                               const reference::Loss&);

}  // namespace crescent::engine
