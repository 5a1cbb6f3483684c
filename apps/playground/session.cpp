#include "session.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include <crescent/base/error.hpp>

namespace crescent::playground {
namespace {

[[noreturn]] void refuse_session(const std::string& message) {
  throw Error(ErrorCode::invalid_argument, message);
}

Examples examples_of(const Points& points, const Inputs& inputs) {
  return {inputs(points.x), points.y, points.values};
}

/// The output that fits the data, as near as may be to the one asked for.
void fit_output(Settings& settings, const Points& points, std::vector<std::string>& notes) {
  if (points.is_regression()) {
    settings.output = "identity";
    return;
  }
  settings.classes = points.outputs();
  if (settings.output == "sigmoid" && points.outputs() > 2) {
    notes.push_back(fmt::format(
        "One sigmoid unit tells two classes apart: softmax takes its place for {} classes.",
        points.outputs()));
    settings.output = "softmax";
  }
  if (settings.output == "identity") settings.output = "softmax";
}

/// Three deviations around the mean of the first two columns.
Domain domain_of_model(const preprocess::Pipeline& pipeline) {
  const auto& columns = pipeline.columns;
  Domain domain;
  domain.x_name = columns[0].name;
  domain.x_low = columns[0].mean - 3 * columns[0].scale;
  domain.x_high = columns[0].mean + 3 * columns[0].scale;
  domain.y_name = columns.size() > 1 ? columns[1].name : "";
  if (columns.size() > 1) {
    domain.y_low = columns[1].mean - 3 * columns[1].scale;
    domain.y_high = columns[1].mean + 3 * columns[1].scale;
  }
  return domain;
}

/// The settings that describe a network's shape. Throws Error(data) for one that is too large.
void adopt(Settings& settings, const reference::Architecture& architecture) {
  settings.hidden.clear();
  settings.activation.clear();
  for (std::size_t k = 0; k + 1 < architecture.layers.size(); ++k) {
    const auto& layer = architecture.layers[k];
    settings.hidden.push_back(layer.units);
    settings.activation.emplace_back(reference::name(layer.activation));
    if (layer.units > Limits::units) {
      throw Error(ErrorCode::data,
                  fmt::format("the model has a layer of {} units, and the page shows {} at most",
                              layer.units, Limits::units));
    }
  }
  if (settings.activation.empty()) settings.activation = {"tanh"};
  if (settings.hidden.size() > Limits::layers) {
    throw Error(ErrorCode::data,
                fmt::format("the model has {} hidden layers, and the page shows {} at most",
                            settings.hidden.size(), Limits::layers));
  }
  if (architecture.outputs() > Limits::classes) {
    throw Error(ErrorCode::data,
                fmt::format("the model has {} outputs, and the page shows {} at most",
                            architecture.outputs(), Limits::classes));
  }
  settings.output = reference::name(architecture.output);
}

}  // namespace

Session::Session() {
  Plan first = plan();
  draw_data(first);
  choose_inputs(first);
  draw_network(first);
  install(std::move(first), {true, true});
}

Session::Plan Session::plan() const {
  return {settings_, own_, parts_, inputs_, other_columns_, model_name_, first_, domain_};
}

Change Session::configure(const Settings& settings) {
  const Difference changed = difference(settings_, settings);
  if (!changed.data && !changed.network && !changed.training) return {};
  Plan next = plan();
  next.settings = settings;
  next.parts.notes.clear();
  if (changed.data) draw_data(next);
  fit_output(next.settings, next.parts.train, next.parts.notes);
  const Difference left = difference(settings_, next.settings);
  const Change change{changed.data, changed.data || left.network};
  if (change.network) {
    const bool same_columns = !changed.data || next.parts.train.columns == parts_.train.columns;
    const bool keeps_model =
        inputs_->of_model() && same_columns && next.settings.features == settings_.features;
    if (!keeps_model) choose_inputs(next);
    // Other rows for an opened model: it starts again from the weights in its file.
    if (!keeps_model || left.network) draw_network(next);
  }
  install(std::move(next), change);
  return change;
}

Change Session::set_data(OwnData data) {
  Plan next = plan();
  next.settings.dataset = "own";
  next.own = std::move(data);
  draw_data(next);
  fit_output(next.settings, next.parts.train, next.parts.notes);
  const Points& points = next.parts.train;
  const bool same_columns = points.columns == parts_.train.columns;
  const OwnData present = settings_.dataset == "own" ? *own_ : OwnData();
  const bool same_scale = present.mean == next.own->mean && present.scale == next.own->scale;
  const bool same_inputs = same_columns && (inputs_->of_model() || same_scale);
  // A plane that is drawn on stays where it is.
  if (same_columns && domain_.holds(plane_of(points.x)) &&
      domain_.holds(plane_of(next.parts.test.x)))
    next.domain = domain_;
  const bool fits =
      same_inputs && points.task == parts_.train.task && points.outputs() == parts_.train.outputs();
  if (!fits) {
    if (!(inputs_->of_model() && same_columns)) choose_inputs(next);
    draw_network(next);
  }
  install(std::move(next), {true, !fits});
  return {true, !fits};
}

Change Session::open_model(model::Model model, const std::string& name) {
  Plan next = plan();
  const auto& architecture = model.network.architecture();
  next.parts.notes.clear();
  next.inputs.emplace(model.pipeline);
  next.model_name = name;
  next.other_columns.clear();
  Points none{.task = model.pipeline.task()};
  none.classes = model.pipeline.classes;
  for (const auto& column : model.pipeline.columns) {
    none.columns.push_back(column.name);
    next.other_columns.push_back(column.median);
  }
  none.x.resize(0, static_cast<Index>(none.columns.size()));
  const bool keeps_data = none.columns == parts_.train.columns && none.task == parts_.train.task &&
                          none.classes == parts_.train.classes;
  if (!keeps_data) {
    next.settings.dataset = "own";
    next.own = OwnData{.points = none};
    next.parts = {none,
                  none,
                  {"The model has no points with it: open a CSV file that has its "
                   "columns, or draw points, to train it further."}};
    next.domain = domain_of_model(model.pipeline);
  }
  adopt(next.settings, architecture);
  if (none.task == Task::classification) next.settings.classes = none.outputs();
  next.first = std::move(model.network);
  install(std::move(next), {!keeps_data, true});
  return {!keeps_data, true};
}

void Session::draw_data(Plan& plan) const {
  if (plan.settings.dataset == "own") {
    if (!plan.own)
      refuse_session("there are no points of your own yet: draw some or open a CSV file");
    plan.parts = split(plan.own->points, plan.settings.test_fraction, plan.settings.data_seed);
  } else {
    plan.parts = make_parts(plan.settings);
    plan.settings.samples =
        plan.parts.train.rows() + (plan.settings.test_samples > 0 ? 0 : plan.parts.test.rows());
  }
  Matrix<double> all(plan.parts.train.rows() + plan.parts.test.rows(), 2);
  if (all.rows() > 0) all << plane_of(plan.parts.train.x), plane_of(plan.parts.test.x);
  plan.domain = domain_of(all, plan.settings.dataset);
  const auto& columns = plan.parts.train.columns;
  plan.domain.x_name = columns.at(0);
  plan.domain.y_name = columns.size() > 1 ? columns[1] : "";
}

void Session::choose_inputs(Plan& plan) const {
  const bool own = plan.settings.dataset == "own";
  plan.inputs.emplace(plan.settings.features, own ? plan.own->mean : RowVector<double>::Zero(2),
                      own ? plan.own->scale : RowVector<double>::Ones(2));
  plan.other_columns.clear();
  plan.model_name.clear();
}

void Session::draw_network(Plan& plan) const {
  const Settings& settings = plan.settings;
  plan.first.emplace(architecture_of(settings, plan.inputs->count(), plan.parts.train.outputs()));
  random::RandomState random(settings.seed);
  network::initialise(*plan.first, network::parse_initialisation(settings.initialisation), random);
}

void Session::install(Plan plan, Change change) {
  // What may fail comes first.
  Examples train = examples_of(plan.parts.train, *plan.inputs);
  Examples test = examples_of(plan.parts.test, *plan.inputs);
  std::swap(train_, train);
  std::swap(test_, test);
  settings_ = std::move(plan.settings);
  own_ = std::move(plan.own);
  parts_ = std::move(plan.parts);
  notes_ = parts_.notes;
  inputs_ = std::move(plan.inputs);
  other_columns_ = std::move(plan.other_columns);
  model_name_ = std::move(plan.model_name);
  domain_ = std::move(plan.domain);
  first_ = std::move(plan.first);
  if (change.network) {
    frozen_.clear();
    start({first_->parameters().begin(), first_->parameters().end()});
  } else {
    restart_trainer();
  }
}

TrainerOptions Session::trainer_options() const {
  return {.loss = loss_of(settings_),
          .dropout = settings_.dropout,
          .optimiser = optimiser_of(settings_),
          .batch_size = settings_.solver == "rprop" ? 0 : settings_.batch_size,
          .seed = settings_.seed,
          .single = settings_.precision == "float32",
          .frozen = frozen_};
}

void Session::restart_trainer() {
  const TrainerState state = trainer_->state();
  trainer_ =
      make_trainer(first_->architecture(), train_, test_, trainer_options(), state.parameters);
  trainer_->set_state(state);
  network_.reset();
}

void Session::start(const std::vector<double>& parameters) {
  trainer_ = make_trainer(first_->architecture(), train_, test_, trainer_options(), parameters);
  network_.reset();
  epoch_ = 0;
  rate_ = settings_.learning_rate;
  seconds_ = milliseconds_ = timed_seconds_ = 0;
  timed_epochs_ = 0;
  divergence_.reset();
  curve_.clear();
  curve_holds_until_ = -1;
  moments_.clear();
  path_.clear();
  // No training should ever be far above the loss of the first weights or of a network of zeros.
  const double first = trainer_->objective();
  const double flat = trainer_->objective_at(std::vector<double>(parameters.size()));
  limit_ = 1000 * std::max({std::isfinite(first) ? first : 0.0, flat, 1e-3});
  record();
  if (moments_.empty()) keep(limit_);  // there is always one to go back to
}

void Session::reset() { start({first_->parameters().begin(), first_->parameters().end()}); }

void Session::set_parameters(const std::vector<double>& values) {
  TrainerState state = trainer_->state();
  if (values.size() != state.parameters.size()) {
    refuse_session(fmt::format("the network has {} parameters, not {}", state.parameters.size(),
                               values.size()));
  }
  if (!std::all_of(values.begin(), values.end(), [](double w) { return std::isfinite(w); })) {
    refuse_session("a weight must be a finite number");
  }
  state.parameters = values;
  trainer_->set_state(state);
  network_.reset();
}

void Session::freeze(std::size_t index, bool frozen) {
  const std::size_t count = trainer_->parameters().size();
  if (index >= count) {
    refuse_session(fmt::format("there is no parameter {}: the network has {}", index, count));
  }
  frozen_.resize(count, 0);
  frozen_[index] = frozen ? 1 : 0;
  if (std::count(frozen_.begin(), frozen_.end(), 1) == 0) frozen_.clear();
  restart_trainer();
}

void Session::go_back(Index epoch) {
  const auto found = std::find_if(moments_.begin(), moments_.end(),
                                  [&](const Moment& moment) { return moment.epoch == epoch; });
  if (found == moments_.end()) {
    refuse_session(fmt::format("epoch {} was not kept: it cannot be gone back to", epoch));
  }
  trainer_->set_state(found->state);
  network_.reset();
  moments_.erase(found + 1, moments_.end());
  std::erase_if(path_, [&](const Place& place) { return place.epoch > epoch; });
  epoch_ = epoch;
  next_record_ = epoch;
  curve_holds_until_ = std::min(curve_holds_until_, epoch);
  std::erase_if(curve_, [&](const LossPoint& point) { return point.epoch > epoch; });
  divergence_.reset();
}

const network::Network& Session::network() const {
  if (!network_) {
    network_ = *first_;
    const std::vector<double> parameters = trainer_->parameters();
    std::copy(parameters.begin(), parameters.end(), network_->parameters().begin());
  }
  return *network_;
}

std::vector<LossPoint> Session::take_curve() {
  if (!curve_.empty()) curve_holds_until_ = curve_.back().epoch;
  return std::exchange(curve_, {});
}

Matrix<double> Session::columns_of(const Matrix<double>& plane) const {
  if (other_columns_.empty()) return plane;
  Matrix<double> columns(plane.rows(), static_cast<Index>(other_columns_.size()));
  for (Index c = 0; c < columns.cols(); ++c) {
    if (c < 2) {
      columns.col(c) = plane.col(c);
    } else {
      columns.col(c).setConstant(other_columns_[static_cast<std::size_t>(c)]);
    }
  }
  return columns;
}

Matrix<double> Session::plane_of(const Matrix<double>& columns) const {
  if (columns.cols() == 2) return columns;
  Matrix<double> plane = Matrix<double>::Zero(columns.rows(), 2);
  plane.leftCols(std::min<Index>(columns.cols(), 2)) =
      columns.leftCols(std::min<Index>(columns.cols(), 2));
  return plane;
}

}  // namespace crescent::playground
