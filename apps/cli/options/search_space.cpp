#include "options/search_space.hpp"

#include <cmath>
#include <functional>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/random/random_state.hpp>

namespace crescent::cli {
namespace {

using random::RandomState;

/// An option with a rule to draw it by.
struct Dimension {
  const char* name;
  std::function<std::string(RandomState&)> draw;
};

double log_uniform(RandomState& random, double low, double high) {
  return std::exp(random.uniform(std::log(low), std::log(high)));
}

std::string one_of(RandomState& random, const std::vector<std::string>& values) {
  return values[static_cast<std::size_t>(
      random.randint(0, static_cast<std::int64_t>(values.size())))];
}

std::string layers(RandomState& random) {
  const auto count = random.randint(1, 4);
  const auto width = std::lround(log_uniform(random, 4, 128));
  std::string text = fmt::format("{}", width);
  for (std::int64_t k = 1; k < count; ++k) text += fmt::format(",{}", width);
  return text;
}

std::vector<Dimension> dimensions() {
  return {
      {"hidden", layers},
      {"activation",
       [](RandomState& random) {
         return one_of(random, {"tanh", "relu", "gelu", "silu"});
       }},
      {"learning-rate",
       [](RandomState& random) { return fmt::format("{:.3g}", log_uniform(random, 1e-3, 0.1)); }},
      {"l2",
       [](RandomState& random) { return fmt::format("{:.3g}", log_uniform(random, 1e-3, 30)); }},
      {"batch-size",
       [](RandomState& random) {
         return one_of(random, {"16", "32", "64", "128"});
       }},
      {"dropout", [](RandomState& random) {
         return one_of(random, {"0", "0", "0.1", "0.2", "0.4"});
       }}};
}

/// Whether the option exists and goes with the others. (That dropout does not go with solvers which
/// compare one gradient with the next is found out by the training alone.)
bool applies(const RecipeOptions& base, const std::string& name, const std::string& value) {
  const std::string& solver = base.training.solver;
  if (name == "dropout" && (solver == "rprop" || solver == "lbfgs")) return false;
  try {
    with_settings(base, {{name, value}}).recipe({});
    return true;
  } catch (const Error& error) {
    if (error.code() != ErrorCode::invalid_argument) throw;
    return false;
  }
}

}  // namespace

std::vector<std::string> searched_options() {
  std::vector<std::string> names;
  for (const Dimension& dimension : dimensions()) names.emplace_back(dimension.name);
  return names;
}

std::vector<Settings> draw_settings(const RecipeOptions& base, const std::set<std::string>& fixed,
                                    int trials, std::uint32_t seed) {
  RandomState random(seed);
  std::vector<Dimension> free;
  for (Dimension& dimension : dimensions()) {
    RandomState probe(seed);
    if (!fixed.contains(dimension.name) && applies(base, dimension.name, dimension.draw(probe))) {
      free.push_back(std::move(dimension));
    }
  }
  std::vector<Settings> all = {{}};
  for (int trial = 1; trial < trials; ++trial) {
    Settings settings;
    for (const Dimension& dimension : free) {
      settings.emplace_back(dimension.name, dimension.draw(random));
    }
    all.push_back(std::move(settings));
  }
  return all;
}

}  // namespace crescent::cli
