#include <algorithm>
#include <cmath>
#include <functional>

#include <fmt/core.h>

#include <crescent/base/error.hpp>
#include <crescent/base/parallel.hpp>
#include <crescent/metrics/classification.hpp>
#include <crescent/metrics/regression.hpp>
#include <crescent/model/importance.hpp>
#include <crescent/model/model.hpp>
#include <crescent/random/random_state.hpp>

namespace crescent::model {
namespace {

/// What predictions (N, outputs) lose, the larger the worse.
using Loss = std::function<double(const Matrix<double>& predicted)>;

Index rows_within(const Model& model, Index rows, const ImportanceOptions& options) {
  const double passes = static_cast<double>(model.pipeline.columns.size()) * options.repeats;
  const double each = passes * static_cast<double>(model.network.parameters().size());
  return std::min(rows, static_cast<Index>(std::max(200.0, options.budget / std::max(each, 1.0))));
}

void check(const Model& model, const Matrix<double>& x, std::size_t rows,
           const ImportanceOptions& options) {
  if (options.repeats < 1 || x.rows() < 2 || x.cols() != model.pipeline.features() ||
      static_cast<std::size_t>(x.rows()) != rows) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("x is {} by {} with {} targets and {} repeats; give at least two rows "
                            "of the model's {} inputs with a target each, and a repeat",
                            x.rows(), x.cols(), rows, options.repeats, model.pipeline.features()));
  }
}

/// x with the features `first` to `first + count - 1` shuffled among the rows, all alike.
Matrix<double> shuffled(const Matrix<double>& x, Index first, Index count, std::uint32_t seed) {
  random::RandomState random(seed);
  const std::vector<std::size_t> order = random.permutation(static_cast<std::size_t>(x.rows()));
  Matrix<double> result = x;
  for (Index i = 0; i < x.rows(); ++i) {
    result.row(i).segment(first, count) =
        x.row(static_cast<Index>(order[static_cast<std::size_t>(i)])).segment(first, count);
  }
  return result;
}

Importance importance(const Model& model, const Matrix<double>& x, metrics::Metric metric,
                      const Loss& loss, const ImportanceOptions& options) {
  const auto& columns = model.pipeline.columns;
  const auto repeats = static_cast<std::size_t>(options.repeats);
  std::vector<Index> first;
  for (Index next = 0; const auto& column : columns) {
    first.push_back(next);
    next += column.features();
  }
  random::RandomState seeds(options.seed);
  std::vector<std::uint32_t> seed_of(columns.size() * repeats);
  for (auto& seed : seed_of)
    seed = static_cast<std::uint32_t>(seeds.randint(0, std::int64_t{1} << 32));

  const double before = loss(model.network.predict_proba(x));
  std::vector<double> worse(seed_of.size());
  parallel_for(options.threads, worse.size(), [&](std::size_t job) {
    const std::size_t c = job / repeats;
    worse[job] = loss(model.network.predict_proba(
                     shuffled(x, first[c], columns[c].features(), seed_of[job]))) -
                 before;
  });

  Importance result{.metric = metric, .rows = x.rows(), .repeats = options.repeats, .columns = {}};
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const Eigen::Map<const Eigen::ArrayXd> values(worse.data() + c * repeats, options.repeats);
    const double mean = values.mean();
    result.columns.push_back({columns[c].name, mean, std::sqrt((values - mean).square().mean())});
  }
  std::stable_sort(result.columns.begin(), result.columns.end(),
                   [](const auto& a, const auto& b) { return a.mean > b.mean; });
  return result;
}

}  // namespace

Importance permutation_importance(const Model& model, const Matrix<double>& x,
                                  const std::vector<int>& y, const ImportanceOptions& options) {
  check(model, x, y.size(), options);
  const Index rows = rows_within(model, x.rows(), options);
  const std::vector<int> truth(y.begin(), y.begin() + rows);
  return importance(
      model, x.topRows(rows), metrics::Metric::log_loss,
      [&truth](const Matrix<double>& p) { return metrics::log_loss(truth, p); }, options);
}

Importance permutation_importance(const Model& model, const Matrix<double>& x,
                                  const std::vector<double>& values,
                                  const ImportanceOptions& options) {
  check(model, x, values.size(), options);
  const Index rows = rows_within(model, x.rows(), options);
  const std::vector<double> truth(values.begin(), values.begin() + rows);
  const auto loss = [&truth](const Matrix<double>& p) {
    return -metrics::r2(truth, std::vector<double>(p.data(), p.data() + p.rows()));
  };
  return importance(model, x.topRows(rows), metrics::Metric::r2, loss, options);
}

}  // namespace crescent::model
