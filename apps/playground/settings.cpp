#include "settings.hpp"

#include <cmath>
#include <tuple>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <crescent/base/choice.hpp>
#include <crescent/base/error.hpp>
#include <crescent/network/network.hpp>

namespace crescent::playground {
namespace {

using nlohmann::json;

[[noreturn]] void refuse_settings(const std::string& message) {
  throw Error(ErrorCode::invalid_argument, message);
}

// The one list of names: reading, writing and comparing all go through it.
template <class S, class F>
void each_data_member(S& s, F f) {
  f("dataset", s.dataset);
  f("samples", s.samples);
  f("noise", s.noise);
  f("classes", s.classes);
  f("data_seed", s.data_seed);
  f("test_fraction", s.test_fraction);
  f("test_samples", s.test_samples);
}
template <class S, class F>
void each_network_member(S& s, F f) {
  f("features", s.features);
  f("hidden", s.hidden);
  f("activation", s.activation);
  f("output", s.output);
  f("initialisation", s.initialisation);
  f("seed", s.seed);
  f("precision", s.precision);
}
template <class S, class F>
void each_training_member(S& s, F f) {
  f("solver", s.solver);
  f("learning_rate", s.learning_rate);
  f("momentum", s.momentum);
  f("batch_size", s.batch_size);
  f("l1", s.l1);
  f("l2", s.l2);
  f("dropout", s.dropout);
  f("label_smoothing", s.label_smoothing);
  f("loss", s.loss);
  f("reduction", s.reduction);
  f("schedule", s.schedule);
  f("decay", s.decay);
  f("factor", s.factor);
  f("every", s.every);
  f("epochs", s.epochs);
}
template <class S, class F>
void each_member(S& s, F f) {
  each_data_member(s, f);
  each_network_member(s, f);
  each_training_member(s, f);
}

json data_members(const Settings& s) {
  json all;
  each_data_member(s, [&](const char* name, const auto& value) { all[name] = value; });
  return all;
}
json network_members(const Settings& s) {
  json all;
  each_network_member(s, [&](const char* name, const auto& value) { all[name] = value; });
  return all;
}
json training_members(const Settings& s) {
  json all;
  each_training_member(s, [&](const char* name, const auto& value) { all[name] = value; });
  return all;
}

/// The range of a number by its name: the page's own fields and what a shared link may hold.
struct Range {
  const char* name;
  double low, high;
};
constexpr Range ranges[] = {
    {"samples", 2, static_cast<double>(Limits::samples)},
    {"noise", 0, 100},
    {"classes", 2, Limits::classes},
    {"data_seed", 0, 4294967295.0},
    {"test_fraction", 0, 0.9},
    {"test_samples", 0, static_cast<double>(Limits::samples)},
    {"hidden", 1, static_cast<double>(Limits::units)},
    {"seed", 0, 4294967295.0},
    {"learning_rate", 1e-7, 100},
    {"momentum", 0, 0.9999},
    {"batch_size", 0, 1e9},
    {"l1", 0, 1000},
    {"l2", 0, 1000},
    {"dropout", 0, 0.95},
    {"label_smoothing", 0, 0.9},
    {"decay", 0, 1e6},
    {"factor", 1e-6, 1},
    {"every", 1, 1e9},
    {"epochs", 0, 1e9},
};

double number_of(const char* name, const json& value, bool whole) {
  if (!value.is_number()) refuse_settings(fmt::format("{} must be a number", name));
  const double number = value.get<double>();
  for (const Range& range : ranges) {
    if (range.name != std::string_view(name)) continue;
    if (!(number >= range.low && number <= range.high)) {
      refuse_settings(fmt::format("{} must be from {:g} to {:g}, not {:g}", name, range.low,
                                  range.high, number));
    }
  }
  if (whole && number != std::floor(number)) {
    refuse_settings(fmt::format("{} must be a whole number, not {:g}", name, number));
  }
  return number;
}

void read(const char* name, const json& value, double& to) { to = number_of(name, value, false); }
template <class T>
requires std::is_integral_v<T>
void read(const char* name, const json& value, T& to) {
  to = static_cast<T>(number_of(name, value, true));
}
void read(const char* name, const json& value, std::string& to) {
  if (!value.is_string()) refuse_settings(fmt::format("{} must be a text", name));
  to = value.get<std::string>();
}
template <class T>
void read(const char* name, const json& value, std::vector<T>& to) {
  if (!value.is_array()) refuse_settings(fmt::format("{} must be a list", name));
  std::vector<T> list;
  for (const json& entry : value) {
    list.emplace_back();
    read(name, entry, list.back());
  }
  to = std::move(list);
}

reference::Reduction parse_reduction(const std::string& text) {
  return find_choice({"mean", "sum"}, text, "reduction") == 1 ? reference::Reduction::sum
                                                              : reference::Reduction::mean;
}

/// Names and what must fit each other. Whole-settings checks: ranges have been seen to.
void check(const Settings& settings) {
  if (settings.hidden.size() > Limits::layers) {
    refuse_settings(fmt::format("hidden may have {} layers at most, not {}", Limits::layers,
                                settings.hidden.size()));
  }
  if (settings.activation.size() != 1 && settings.activation.size() != settings.hidden.size()) {
    refuse_settings(
        fmt::format("activation must name one function for all hidden layers or one for each of "
                    "the {}, not {}",
                    settings.hidden.size(), settings.activation.size()));
  }
  if (settings.features.empty()) refuse_settings("features must name at least one input");
  for (const auto& name : settings.activation) reference::parse_activation(name);
  reference::parse_output(settings.output);
  network::parse_initialisation(settings.initialisation);
  find_choice({"float32", "float64"}, settings.precision, "precision");
  solvers::parse_solver(settings.solver);
  reference::parse_regression(settings.loss);
  parse_reduction(settings.reduction);
  find_choice({"constant", "invscaling", "step", "cosine"}, settings.schedule, "schedule");
  const auto kind = train::parse_schedule(settings.schedule);
  if (kind == train::ScheduleKind::cosine && settings.epochs == 0) {
    refuse_settings("schedule cosine falls to 0 over the training: set epochs to its length");
  }
}

}  // namespace

Difference difference(const Settings& a, const Settings& b) {
  return {data_members(a) != data_members(b), network_members(a) != network_members(b),
          training_members(a) != training_members(b)};
}

Settings tutorial_settings() {
  Settings settings;
  settings.dataset = "moons";
  settings.samples = 200;
  settings.noise = 0.2;
  settings.test_fraction = 0;
  settings.hidden = {3};
  settings.activation = {"tanh"};
  settings.initialisation = "normal";
  settings.precision = "float64";
  settings.solver = "gd";
  settings.learning_rate = 0.01;
  settings.l2 = 0.01;
  settings.reduction = "sum";
  settings.batch_size = 0;
  settings.epochs = 20'000;
  return settings;
}

Settings merge(const Settings& base, const json& changes) {
  if (!changes.is_object()) refuse_settings("settings must be an object of names and values");
  Settings settings = base;
  std::size_t known = 0;
  each_member(settings, [&](const char* name, auto& value) {
    const auto found = changes.find(name);
    if (found == changes.end()) return;
    ++known;
    read(name, *found, value);
  });
  if (known < changes.size()) {
    const json names = to_json(base);
    for (const auto& item : changes.items()) {
      if (!names.contains(item.key()))
        refuse_settings(fmt::format("there is no setting '{}'", item.key()));
    }
  }
  // One activation for all stays so when layers come and go.
  if (changes.contains("hidden") && !changes.contains("activation") &&
      settings.activation.size() != settings.hidden.size()) {
    const std::string last = settings.activation.empty() ? "tanh" : settings.activation.back();
    settings.activation.resize(std::max<std::size_t>(settings.hidden.size(), 1), last);
  }
  check(settings);
  return settings;
}

json to_json(const Settings& settings) {
  json all;
  each_member(settings, [&](const char* name, const auto& value) { all[name] = value; });
  return all;
}

reference::Loss loss_of(const Settings& settings) {
  reference::Loss loss;
  loss.reduction = parse_reduction(settings.reduction);
  loss.l2 = settings.l2;
  loss.l1 = settings.l1;
  loss.label_smoothing = settings.label_smoothing;
  loss.regression = reference::parse_regression(settings.loss);
  return loss;
}

solvers::OptimiserOptions optimiser_of(const Settings& settings) {
  solvers::OptimiserOptions options;
  options.solver = solvers::parse_solver(settings.solver);
  options.momentum = settings.momentum;
  return options;
}

train::Schedule schedule_of(const Settings& settings) {
  train::Schedule schedule;
  schedule.kind = train::parse_schedule(settings.schedule);
  schedule.decay = settings.decay;
  schedule.factor = settings.factor;
  schedule.every = settings.every;
  return schedule;
}

reference::Architecture architecture_of(const Settings& settings, Index inputs, int outputs) {
  auto architecture =
      network::make_architecture(inputs, settings.hidden, outputs, reference::Activation::tanh,
                                 reference::parse_output(settings.output));
  for (std::size_t k = 0; k < settings.hidden.size(); ++k) {
    const auto& name =
        settings.activation.size() == 1 ? settings.activation[0] : settings.activation[k];
    architecture.layers[k].activation = reference::parse_activation(name);
  }
  return architecture;
}

}  // namespace crescent::playground
