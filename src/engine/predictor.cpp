#include <vector>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/engine/predictor.hpp>

#include "base/aligned_buffer.hpp"
#include "engine/fused/kernels.hpp"
#include "engine/fused/layout.hpp"
#include "engine/kernels/instruction_sets.hpp"
#include "engine/kernels/plan.hpp"

namespace crescent::engine {

template <class T>
struct Predictor<T>::Data {
  Data(const reference::Architecture& architecture, std::span<const T> values)
      : plan(make_plan(architecture)),
        units(fused::make_units_plan(plan, kernels::vector_lanes<T>(), sizeof(T))),
        costs(&instruction_costs()),
        parameters(values.begin(), values.end()) {
    allocate();
  }
  Data(const Data& other)
      : plan(other.plan), units(other.units), costs(other.costs), parameters(other.parameters) {
    allocate();
  }

  void allocate() {
    examples_workspace.reserve(fused::examples_workspace<T>(plan));
    units_workspace.reserve(units.workspace);
    fused::pack_units(plan, units, parameters.data(), units_workspace.data(), false);
  }

  Plan plan;
  fused::UnitsPlan units;
  const InstructionCosts* costs;
  std::vector<T> parameters;
  AlignedBuffer<T> examples_workspace;
  AlignedBuffer<T> units_workspace;
};

template <class T>
Predictor<T>::Predictor(const reference::Architecture& architecture,
                        std::span<const T> parameters) {
  reference::validate(architecture);
  const Index expected = reference::parameter_count(architecture);
  if (static_cast<Index>(parameters.size()) != expected) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("the network has {} parameters, not {}", expected, parameters.size()));
  }
  data_ = std::make_unique<Data>(architecture, parameters);
}

template <class T>
Predictor<T>::Predictor(const Predictor& other) : data_(std::make_unique<Data>(*other.data_)) {}
template <class T>
Predictor<T>& Predictor<T>::operator=(const Predictor& other) {
  if (this != &other) data_ = std::make_unique<Data>(*other.data_);
  return *this;
}
template <class T>
Predictor<T>::Predictor(Predictor&&) noexcept = default;
template <class T>
Predictor<T>& Predictor<T>::operator=(Predictor&&) noexcept = default;
template <class T>
Predictor<T>::~Predictor() = default;

template <class T>
Index Predictor<T>::inputs() const {
  return data_->plan.inputs;
}
template <class T>
Index Predictor<T>::outputs() const {
  return data_->plan.outputs;
}

template <class T>
void Predictor<T>::operator()(std::span<const T> x, std::span<T> probabilities) noexcept {
  (*this)(x.data(), 1, probabilities.data());
}

template <class T>
void Predictor<T>::operator()(const T* x, Index rows, T* probabilities) noexcept {
  if (rows == 0) return;
  fused::Call<T> call;
  call.parameters = data_->parameters.data();
  call.x = x;
  call.rows = rows;
  call.with_loss = false;
  call.probabilities = probabilities;
  if (fused::choose_layout(data_->plan, data_->units, rows, false, *data_->costs) ==
      fused::Layout::examples) {
    call.workspace = data_->examples_workspace.data();
    fused::run_examples(data_->plan, call);
  } else {
    call.workspace = data_->units_workspace.data();
    fused::run_units(data_->plan, data_->units, call);
  }
}

template class Predictor<float>;
template class Predictor<double>;

}  // namespace crescent::engine
