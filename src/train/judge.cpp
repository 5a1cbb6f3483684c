#include "train/judge.hpp"

#include "train/checks.hpp"

namespace crescent::train {
namespace {

template <class T>
double weight(const engine::Batch<T>& rows, std::size_t n) {
  return rows.weights.empty() ? 1.0 : static_cast<double>(rows.weights[n]);
}

}  // namespace

template <class T>
Judge<T>::Judge(const network::Architecture& architecture, const Options& options,
                const Surroundings& surroundings)
    : is_regression_(architecture.is_regression()) {
  const auto& [x, targets] = surroundings.validation;
  if (x.empty()) return;
  const Index rows = std::ssize(x) / architecture.inputs;
  batches_ = std::make_unique<Batches<T, double>>(
      MatrixView<double>(x.data(), rows, architecture.inputs), targets, rows, surroundings.threads);
  engine_ = engine::make_engine<T>(
      architecture,
      {.regression = options.loss.regression, .huber_delta = options.loss.huber_delta},
      {.name = options.engine, .threads = surroundings.threads, .batch_rows = rows});
  outputs_.resize(rows, architecture.outputs());
}

template <class T>
Scores Judge<T>::operator()(std::span<const T> parameters) {
  const engine::Batch<T> rows = batches_->at(0);
  Scores scores;
  scores.loss = static_cast<double>(engine_->loss(parameters, rows));
  engine_->predict(parameters, rows.x, outputs_);
  scores.metric = is_regression_ ? r2(rows) : accuracy(rows);
  return scores;
}

template <class T>
double Judge<T>::accuracy(const engine::Batch<T>& rows) const {
  double right = 0, all = 0;
  for (std::size_t n = 0; n < rows.y.size(); ++n) {
    const T* p = outputs_.data() + static_cast<Index>(n) * outputs_.cols();
    int most = 0;
    for (int k = 1; k < static_cast<int>(outputs_.cols()); ++k) {
      if (p[k] > p[most]) most = k;
    }
    all += weight(rows, n);
    if (most == rows.y[n]) right += weight(rows, n);
  }
  return right / all;
}

/// 1 - Σ w (t - p)² / Σ w (t - mean)², over all outputs alike.
template <class T>
double Judge<T>::r2(const engine::Batch<T>& rows) const {
  const auto outputs = static_cast<std::size_t>(outputs_.cols());
  double errors = 0, spread = 0;
  for (std::size_t k = 0; k < outputs; ++k) {
    double sum = 0, all = 0;
    for (std::size_t i = k; i < rows.values.size(); i += outputs) {
      sum += weight(rows, i / outputs) * static_cast<double>(rows.values[i]);
      all += weight(rows, i / outputs);
    }
    const double mean = sum / all;
    for (std::size_t i = k; i < rows.values.size(); i += outputs) {
      const auto value = static_cast<double>(rows.values[i]);
      const double error = value - static_cast<double>(outputs_.data()[i]);
      errors += weight(rows, i / outputs) * error * error;
      spread += weight(rows, i / outputs) * (value - mean) * (value - mean);
    }
  }
  return 1 - errors / spread;
}

template class Judge<float>;
template class Judge<double>;

}  // namespace crescent::train
