#include "explanations.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/reference/network.hpp>

namespace crescent::playground {
namespace {

using reference::LayerParameters;

[[noreturn]] void refuse_explanations(const std::string& message) {
  throw Error(ErrorCode::invalid_argument, message);
}

Examples batch_of(const Session& session, const std::vector<std::size_t>& rows) {
  const Examples& train = session.examples(Part::train);
  Examples batch{Matrix<double>(static_cast<Index>(rows.size()), train.x.cols()), {}, {}};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i] >= static_cast<std::size_t>(train.rows())) {
      refuse_explanations(
          fmt::format("there is no training point {}: there are {}", rows[i], train.rows()));
    }
    batch.x.row(static_cast<Index>(i)) = train.x.row(static_cast<Index>(rows[i]));
    if (!train.y.empty()) batch.y.push_back(train.y[rows[i]]);
    if (!train.values.empty()) batch.values.push_back(train.values[rows[i]]);
  }
  return batch;
}

/// The flat buffer in the shape of the layers.
std::vector<LayerParameters<double>> unpacked(const Session& session,
                                              const std::vector<double>& values) {
  return reference::unpack<double>(session.network().architecture(),
                                   std::span<const double>(values));
}

/// Losses of the followed example and of the batch at some parameters.
std::pair<double, double> losses(const Session& session, const reference::Loss& settings,
                                 const std::vector<double>& parameters, const Examples& batch) {
  const auto& architecture = session.network().architecture();
  const std::span<const double> w(parameters);
  Examples one{batch.x.topRows(1), batch.y, batch.values};
  one.y.resize(std::min<std::size_t>(one.y.size(), 1));
  one.values.resize(std::min<std::size_t>(one.values.size(), 1));
  reference::Loss plain = settings;
  plain.l1 = plain.l2 = 0;
  return {reference::loss<double>(architecture, plain, w, one.x, one.targets()),
          reference::loss<double>(architecture, settings, w, batch.x, batch.targets())};
}

/// The optimiser's step from its present memory: parameters and memory after it.
TrainerState stepped(const Session& session, const std::vector<double>& gradient, double rate,
                     TrainerState state) {
  auto options = optimiser_of(session.settings());
  if (options.solver == solvers::Solver::lbfgs) options.solver = solvers::Solver::gd;
  options.groups = groups_of(session.frozen());
  const auto optimiser = solvers::make_optimiser<double>(options, gradient.size());
  auto memory = optimiser->state();
  if (memory.buffers.size() == state.buffers.size()) {
    for (std::size_t i = 0; i < state.buffers.size(); ++i) {
      std::copy(state.buffers[i].values.begin(), state.buffers[i].values.end(),
                memory.buffers[i].values.begin());
    }
    memory.steps = state.steps;
  }
  optimiser->step(state.parameters, gradient, rate);
  state.buffers.clear();
  for (const auto& buffer : memory.buffers) {
    state.buffers.push_back(
        {std::string(buffer.name), {buffer.values.begin(), buffer.values.end()}});
  }
  return state;
}

RowVector<double> slopes(reference::Activation f, const RowVector<double>& z,
                         const RowVector<double>& a) {
  RowVector<double> slope(z.size());
  for (Index j = 0; j < z.size(); ++j) {
    slope(j) = reference::activation_derivative(f, z(j), a(j));
  }
  return slope;
}

}  // namespace

Trace trace(const Session& session, const std::vector<std::size_t>& rows) {
  if (rows.empty()) refuse_explanations("name at least one training point to follow");
  const auto& architecture = session.network().architecture();
  const Examples batch = batch_of(session, rows);
  reference::Loss loss = loss_of(session.settings());
  loss.data_rows = session.examples(Part::train).rows();

  const TrainerState before = session.trainer().state();
  const auto layers = unpacked(session, before.parameters);
  const auto pass = reference::forward(architecture, layers, batch.x);
  Examples one = batch_of(session, {rows[0]});
  reference::Loss plain = loss;
  plain.l1 = plain.l2 = 0;
  const auto single = reference::backward(
      architecture, layers, reference::forward(architecture, layers, one.x), one.targets(), plain);
  std::vector<double> gradient(before.parameters.size());
  reference::loss_and_gradient<double>(architecture, loss,
                                       std::span<const double>(before.parameters), batch.x,
                                       batch.targets(), std::span(gradient));
  for (std::size_t i = 0; i < session.frozen().size(); ++i) {
    if (session.frozen()[i] != 0) gradient[i] = 0;
  }
  const double rate =
      train::value_at(schedule_of(session.settings()), session.settings().learning_rate,
                      {.epoch = session.epoch(), .epochs = session.settings().epochs});
  const TrainerState after = stepped(session, gradient, rate, before);

  Trace result;
  result.rows = rows;
  result.x = batch.x.row(0);
  result.y = batch.values.empty() ? batch.y[0] : batch.values[0];
  result.p =
      reference::output_probabilities(architecture.output, Matrix<double>(pass.z.back())).row(0);
  std::tie(result.loss, result.batch_loss) = losses(session, loss, before.parameters, batch);
  std::tie(result.loss_after, result.batch_loss_after) =
      losses(session, loss, after.parameters, batch);
  result.learning_rate = rate;
  result.solver = session.settings().solver == "lbfgs" ? "gd" : session.settings().solver;

  const auto slope_of = unpacked(session, gradient);
  const auto after_of = unpacked(session, after.parameters);
  for (std::size_t k = 0; k < layers.size(); ++k) {
    TraceLayer layer;
    layer.activation = architecture.layers[k].activation;
    layer.W = layers[k].W;
    layer.b = layers[k].b;
    layer.z = pass.z[k].row(0);
    layer.a = pass.a[k + 1].row(0);
    layer.slope = slopes(layer.activation, layer.z, layer.a);
    if (k + 1 == layers.size()) layer.a = result.p;
    layer.delta = single.delta[k].row(0);
    layer.dW_example = single.dW[k];
    layer.dW = slope_of[k].W;
    layer.db = slope_of[k].b;
    layer.W_after = after_of[k].W;
    layer.b_after = after_of[k].b;
    result.layers.push_back(std::move(layer));
  }
  for (std::size_t i = 0; i < after.buffers.size(); ++i) {
    const std::vector<double> zeros(gradient.size());
    const auto memory_before =
        unpacked(session, i < before.buffers.size() ? before.buffers[i].values : zeros);
    const auto memory_after = unpacked(session, after.buffers[i].values);
    for (std::size_t k = 0; k < layers.size(); ++k) {
      result.layers[k].memory.push_back({after.buffers[i].name, memory_before[k].W,
                                         memory_after[k].W, memory_before[k].b, memory_after[k].b});
    }
  }
  return result;
}

Chain chain(const Session& session, std::size_t parameter, std::size_t row) {
  const auto& architecture = session.network().architecture();
  const std::vector<double> values = session.trainer().parameters();
  if (parameter >= values.size()) {
    refuse_explanations(
        fmt::format("there is no parameter {}: the network has {}", parameter, values.size()));
  }
  const Examples one = batch_of(session, {row});
  reference::Loss loss = loss_of(session.settings());
  loss.l1 = loss.l2 = 0;
  const auto layers = unpacked(session, values);
  const auto pass = reference::forward(architecture, layers, one.x);
  const auto back = reference::backward(architecture, layers, pass, one.targets(), loss);

  Chain result{.index = parameter, .value = values[parameter]};
  for (const auto& block : reference::parameter_blocks(architecture)) {
    const auto at = static_cast<Index>(parameter) - block.offset;
    if (at < 0 || at >= block.size()) continue;
    result.layer = block.layer;
    result.to = at % block.cols;
    const bool is_weight = block.role == reference::Role::weight;
    if (is_weight) result.from = at / block.cols;
    result.name = is_weight
                      ? fmt::format("{}[{}, {}]", block.name, at / block.cols + 1, result.to + 1)
                      : fmt::format("{}[{}]", block.name, result.to + 1);
  }
  // The units that the loss reaches this parameter through, from the output down.
  for (std::size_t k = layers.size(); k-- > result.layer;) {
    const bool is_output = k + 1 == layers.size();
    for (Index unit = 0; unit < architecture.layers[k].units; ++unit) {
      if (k == result.layer && unit != result.to) continue;
      ChainLink link{.layer = k, .unit = unit, .delta = back.delta[k](0, unit)};
      if (is_output) {
        link.p = back.p(0, unit);
        link.target = *link.p - link.delta;
        link.da = link.delta;
      } else {
        link.slope = reference::activation_derivative(architecture.layers[k].activation,
                                                      pass.z[k](0, unit), pass.a[k + 1](0, unit));
        for (Index above = 0; above < architecture.layers[k + 1].units; ++above) {
          const double weight = layers[k + 1].W(unit, above);
          const double delta = back.delta[k + 1](0, above);
          link.terms.push_back({above, weight, delta, weight * delta});
          link.da += weight * delta;
        }
      }
      result.links.push_back(std::move(link));
    }
  }
  result.delta = back.delta[result.layer](0, result.to);
  result.a_below = result.from ? pass.a[result.layer](0, *result.from) : 1;
  result.gradient = result.a_below * result.delta;
  const double h = 1e-6 * std::max(1.0, std::abs(result.value));
  const auto loss_at = [&](double value) {
    std::vector<double> shifted = values;
    shifted[parameter] = value;
    return reference::loss<double>(architecture, loss, std::span<const double>(shifted), one.x,
                                   one.targets());
  };
  result.numeric = (loss_at(result.value + h) - loss_at(result.value - h)) / (2 * h);
  return result;
}

std::vector<explain::BlockCheck> gradient_check(const Session& session) {
  std::vector<std::size_t> rows(
      static_cast<std::size_t>(std::min<Index>(session.examples(Part::train).rows(), 200)));
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i;
  const Examples some = batch_of(session, rows);
  return explain::check_gradient(session.network(), some.x, some.targets(),
                                 loss_of(session.settings()), "fused");
}

}  // namespace crescent::playground
