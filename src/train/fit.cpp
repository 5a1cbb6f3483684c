#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/engine/engine.hpp>
#include <crescent/random/random_state.hpp>
#include <crescent/train/fit.hpp>

namespace crescent::train {
namespace {

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ErrorCode::invalid_argument, message);
}

void check(const network::Network& network, const Matrix<double>& x, const std::vector<int>& y,
           const FitOptions& options) {
  const auto& architecture = network.architecture();
  if (x.rows() == 0) refuse("there are no rows to train on");
  if (x.cols() != architecture.inputs) {
    refuse(fmt::format("the network has {} inputs, but the examples have {} columns",
                       architecture.inputs, x.cols()));
  }
  if (static_cast<Index>(y.size()) != x.rows()) {
    refuse(fmt::format("there are {} examples, but {} labels", x.rows(), y.size()));
  }
  if (!x.allFinite()) {
    throw Error(ErrorCode::data,
                "x has an entry that is not a finite number; fill or drop missing values first");
  }
  const int classes = architecture.classes();
  for (const int label : y) {
    if (label < 0 || label >= classes) {
      refuse(fmt::format("label {} is not one of the network's {} classes (0 to {})", label,
                         classes, classes - 1));
    }
  }
  if (!(options.learning_rate > 0) || !std::isfinite(options.learning_rate)) {
    refuse(fmt::format("learning_rate must be above 0, not {}", options.learning_rate));
  }
  if (!(options.l2 >= 0) || !std::isfinite(options.l2)) {
    refuse(fmt::format("l2 must be at least 0, not {}", options.l2));
  }
  if (options.epochs < 0) refuse(fmt::format("epochs must be at least 0, not {}", options.epochs));
  if (options.batch_size < 0)
    refuse(fmt::format("batch_size must be at least 0, not {}", options.batch_size));
  if (!(options.schedule.decay >= 0) || !std::isfinite(options.schedule.decay)) {
    refuse(fmt::format("decay must be at least 0, not {}", options.schedule.decay));
  }
  if (!(options.schedule.factor > 0 && options.schedule.factor <= 1))
    refuse("factor must be in (0, 1]");
  if (options.schedule.every < 1) refuse("every must be at least 1");
}

/// The rows in the order of an epoch, copied so that every batch is one block of memory.
class Batches {
 public:
  Batches(const Matrix<double>& x, const std::vector<int>& y, Index size)
      : source_x_(x), source_y_(y), size_(size), order_(y.size()) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
  }

  bool whole() const { return size_ >= source_x_.rows(); }

  void shuffle(random::RandomState& random) {
    random.shuffle(std::span(order_));
    x_.resize(source_x_.rows(), source_x_.cols());
    y_.resize(source_y_.size());
    for (std::size_t n = 0; n < order_.size(); ++n) {
      x_.row(static_cast<Index>(n)) = source_x_.row(static_cast<Index>(order_[n]));
      y_[n] = source_y_[order_[n]];
    }
    shuffled_ = true;
  }

  engine::Batch<double> at(Index start) const {
    const Matrix<double>& x = shuffled_ ? x_ : source_x_;
    const std::vector<int>& y = shuffled_ ? y_ : source_y_;
    const Index rows = std::min(size_, x.rows() - start);
    return {{x.data() + start * x.cols(), rows, x.cols()},
            {y.data() + start, static_cast<std::size_t>(rows)}};
  }

 private:
  const Matrix<double>& source_x_;
  const std::vector<int>& source_y_;
  Index size_;
  std::vector<std::size_t> order_;
  Matrix<double> x_;
  std::vector<int> y_;
  bool shuffled_ = false;
};

bool all_finite(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(),
                     [](double value) { return std::isfinite(value); });
}

[[noreturn]] void diverged(Index epoch, double rate) {
  throw Error(
      ErrorCode::numeric,
      fmt::format("the training diverged in epoch {}: the loss is no longer a finite number; "
                  "lower the learning rate ({:g}) or scale the inputs",
                  epoch, rate));
}

}  // namespace

History fit(network::Network& network, const Matrix<double>& x, const std::vector<int>& y,
            const FitOptions& options) {
  check(network, x, y, options);
  const Index batch_size =
      options.batch_size == 0 ? x.rows() : std::min(options.batch_size, x.rows());
  const auto engine = engine::make_engine<double>(
      network.architecture(),
      {.reduction = options.reduction, .l2 = options.l2, .data_rows = x.rows()}, {.name = options.engine});
  const std::span<double> parameters = network.parameters();
  const auto optimiser = solvers::make_optimiser(options.optimiser, parameters.size());
  std::vector<double> gradient(parameters.size());
  std::vector<double> last_good(parameters.begin(), parameters.end());
  Batches batches(x, y, batch_size);
  random::RandomState random(options.seed);
  History history;

  for (Index epoch = 0; epoch < options.epochs; ++epoch) {
    if (options.shuffle && !batches.whole()) batches.shuffle(random);
    const double rate =
        learning_rate_at(options.schedule, options.learning_rate, epoch, options.epochs);
    double sum = 0;
    for (Index start = 0; start < x.rows(); start += batch_size) {
      const auto batch = batches.at(start);
      const double loss = engine->loss_and_gradient(parameters, batch, gradient);
      sum += loss * static_cast<double>(batch.x.rows());
      optimiser->step(parameters, gradient, rate);
    }
    const double loss = sum / static_cast<double>(x.rows());
    if (!std::isfinite(loss) || !all_finite(parameters)) {
      std::copy(last_good.begin(), last_good.end(), parameters.begin());
      diverged(epoch, rate);
    }
    std::copy(parameters.begin(), parameters.end(), last_good.begin());
    history.losses.push_back(loss);
    if (options.on_epoch && !options.on_epoch({epoch, options.epochs, loss, network})) break;
  }
  return history;
}

}  // namespace crescent::train
