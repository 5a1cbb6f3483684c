#pragma once

// The functions of Training that stop it and let it go on; included by training.hpp.
#include <crescent/base/error.hpp>

namespace crescent::train {

template <class To, class From>
Memory<To> converted(const Memory<From>& memory) {
  Memory<To> copy{.parameters = {}, .steps = memory.steps, .buffers = {}};
  for (const From value : memory.parameters) copy.parameters.push_back(static_cast<To>(value));
  for (const auto& buffer : memory.buffers) {
    auto& to = copy.buffers.emplace_back();
    for (const From value : buffer) to.push_back(static_cast<To>(value));
  }
  return copy;
}

template <class T>
Snapshot Training<T>::snapshot() const {
  Snapshot s;
  s.epoch = epoch_;
  s.row = row_;
  s.step = step_;
  s.loss_sum = sum_;
  Memory<T> now;
  now.keep(parameters_, *optimiser_);
  s.now = converted<double>(now);
  s.start = converted<double>(start_);
  s.good = converted<double>(good_);
  s.good_loss = good_loss_;
  s.good_epoch = good_epoch_;
  s.network.assign(network_.parameters().begin(), network_.parameters().end());
  s.random = random_.state();
  s.order.assign(batches_->order().begin(), batches_->order().end());
  s.pace = pace_;
  s.watch = watch_;
  s.history = history_;
  return s;
}

template <class T>
void Training<T>::restore(Snapshot s, const std::string& source) {
  const auto fits = [&](const Memory<double>& memory, bool may_be_empty) {
    if (memory.parameters.empty() && memory.buffers.empty()) return may_be_empty;
    const auto buffers = optimiser_->state().buffers.size();
    return memory.parameters.size() == parameters_.size() && memory.buffers.size() == buffers &&
           std::all_of(memory.buffers.begin(), memory.buffers.end(),
                       [&](const auto& b) { return b.size() == parameters_.size(); });
  };
  const auto best = s.watch.parameters.size();
  if (!fits(s.now, false) || !fits(s.start, true) || !fits(s.good, !catches_divergence()) ||
      s.network.size() != parameters_.size() || s.epoch > options_.epochs || s.row >= rows_ ||
      s.row % batch_size_ != 0 || (best != 0 && best != parameters_.size()) ||
      !batches_->set_order(s.order)) {
    throw_does_not_fit(source);
  }
  epoch_ = s.epoch;
  row_ = s.row;
  step_ = s.step;
  sum_ = s.loss_sum;
  converted<T>(s.now).put_back(parameters_, *optimiser_);
  start_ = converted<T>(s.start);
  good_ = converted<T>(s.good);
  good_loss_ = s.good_loss;
  good_epoch_ = s.good_epoch;
  std::copy(s.network.begin(), s.network.end(), network_.parameters().begin());
  random_.set_state(s.random);
  pace_ = s.pace;
  watch_ = std::move(s.watch);
  history_ = std::move(s.history);
}

template <class T>
void Training<T>::adopt(Snapshot s, bool same_solver) {
  Snapshot own = snapshot();
  if (s.lbfgs) {
    s.epoch = s.lbfgs->iterations;
    s.now.parameters.assign(s.lbfgs->x.begin(), s.lbfgs->x.end());
    s.network = s.now.parameters;
    s.random = own.random;
  }
  if (s.now.parameters.size() != parameters_.size()) throw_does_not_fit("the state");
  if (!same_solver || s.now.buffers.size() != own.now.buffers.size()) {
    s.now.steps = own.now.steps;
    s.now.buffers = own.now.buffers;
  }
  if (s.row >= rows_ || s.row % batch_size_ != 0) {
    throw Error(ErrorCode::invalid_argument,
                "the epoch stands between two batches of another size: change batch_size or rows "
                "when it has ended");
  }
  if (s.epoch > options_.epochs) {
    throw Error(ErrorCode::invalid_argument, "epochs are fewer than have been done");
  }
  if (!batches_->set_order(s.order)) s.order = own.order;
  s.start = s.good = s.now;
  s.good_loss = std::numeric_limits<double>::infinity();
  s.good_epoch = s.epoch;
  restore(std::move(s), "the state");
  if (catches_divergence()) limit_ = 1000 * untrained_loss();
}

}  // namespace crescent::train
