// The chapters before training: data, line, functions, network, first weights.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "html/diagram.hpp"
#include "html/format.hpp"
#include "tutorial/context.hpp"

namespace crescent::cli::tutorial {
namespace {

using html::count;
using html::fixed;
using html::number;
using html::percent;
using kainjow::mustache::list;

Context loss_and_accuracy(const Json& result) {
  Context row;
  row.set("loss", html::loss(value(result.at("loss"))));
  row.set("accuracy", percent(value(result.at("accuracy"))));
  return row;
}

std::string command(const Json& settings) {
  return fmt::format("crescent tutorial --seed {} --samples {} --noise {} --hidden {} --passes {}",
                     settings.at("seed").get<long long>(), settings.at("samples").get<int>(),
                     value(settings.at("noise")), settings.at("hidden").get<int>(),
                     settings.at("passes").get<int>());
}

html::NetworkDiagram plain_diagram(int hidden) {
  return {.layers = {2, hidden, 2},
          .titles = {"inputs", "hidden layer (tanh)", "output (softmax)"},
          .symbols = {"x", "a", "p"},
          .first_index = {1, 1, 0},
          .between = {fmt::format("W₁: 2 × {0}, b₁: 1 × {0}", hidden),
                      fmt::format("W₂: {} × 2, b₂: 1 × 2", hidden)},
          .weights = {},
          .description = fmt::format("A network of three layers: 2 inputs, {} hidden units, 2 "
                                     "outputs. Every unit is connected with every unit of the "
                                     "layer before it.",
                                     hidden)};
}

std::string activation_name(const std::string& name) { return name == "relu" ? "ReLU" : name; }

std::string initialisation_name(const std::string& name) {
  if (name == "normal") return "normal / √(fan-in)";
  if (name == "glorot") return "Glorot";
  if (name == "he") return "He";
  return name;
}

}  // namespace

void add_settings(Context& page, const Json& tutorial) {
  const Json& settings = tutorial.at("settings");
  const int samples = settings.at("samples").get<int>();
  const int hidden = settings.at("hidden").get<int>();
  const int passes = settings.at("passes").get<int>();
  const double rate = value(settings.at("learning_rate"));
  page.set("command", command(settings));
  page.set("seed", std::to_string(settings.at("seed").get<long long>()));
  page.set("n", count(samples));
  page.set("noise", number(value(settings.at("noise"))));
  page.set("h", std::to_string(hidden));
  page.set("passes", count(passes));
  page.set("few_passes", passes < kFewPasses);
  page.set("learning_rate", number(rate));
  page.set("mean_step", number(rate * samples));
  page.set("l2", number(value(settings.at("l2"))));
  page.set("parameters", count(5LL * hidden + 2));
  page.set("accuracy", percent(value(tutorial.at("accuracy"))));
  page.set("final_loss", html::loss(value(tutorial.at("final_loss"))));

  Context seconds;
  for (const auto& [name, time] : tutorial.at("seconds").items()) {
    seconds.set(name, html::duration(value(time)));
  }
  page.set("seconds", seconds);

  Context rows{list{}};
  for (const Json& row : tutorial.at("data").at("first_rows")) {
    Context cells;
    cells.set("x1", fixed(value(row.at("x1")), 4));
    cells.set("x2", fixed(value(row.at("x2")), 4));
    cells.set("y", std::to_string(row.at("y").get<int>()));
    rows.push_back(cells);
  }
  page.set("first_rows", rows);
}

void add_line(Context& page, const Json& tutorial) {
  const Json& fit = tutorial.at("logistic_regression");
  const std::vector<double> w = values(fit.at("coef"));
  const double b = value(fit.at("intercept"));
  const double accuracy = value(fit.at("accuracy"));
  const int samples = tutorial.at("settings").at("samples").get<int>();
  const auto right = std::lround(accuracy * samples);
  const std::string x1 = html::math_symbol("x", "1");
  const bool has_slope = std::abs(w[1]) > 1e-12;

  Context line;
  line.set("score", html::math_sum({{w[0], x1}, {w[1], html::math_symbol("x", "2")}, {b, ""}}));
  line.set("has_slope", has_slope);
  if (has_slope) line.set("boundary", html::math_sum({{-w[0] / w[1], x1}, {-b / w[1], ""}}));
  line.set("C", html::math_number(value(fit.at("C"))));
  line.set("accuracy", percent(accuracy));
  line.set("right", count(right));
  line.set("wrong", count(samples - right));
  line.set("perfect", right == samples);
  page.set("line", line);
}

void add_functions(Context& page, const Json& tutorial) {
  Context sigmoid{list{}};
  for (const double z : {-5.0, -3.0, -1.0, 0.0, 1.0, 3.0, 5.0}) {
    const double a = 1 / (1 + std::exp(-z));
    Context entry;
    entry.set("z", number(z));
    entry.set("value", fixed(a, 3));
    entry.set("slope", fixed(a * (1 - a), 3));
    sigmoid.push_back(entry);
  }
  page.set("sigmoid_values", sigmoid);

  const Json& results = tutorial.at("activations");
  const std::vector<double> losses = column(results, "loss");
  const auto best = std::min_element(losses.begin(), losses.end()) - losses.begin();
  Context rows{list{}};
  Context activations;
  for (std::size_t i = 0; i < results.size(); ++i) {
    Context row = loss_and_accuracy(results[i]);
    const auto name = results[i].at("activation").get<std::string>();
    row.set("name", activation_name(name));
    row.set("best", static_cast<std::ptrdiff_t>(i) == best);
    rows.push_back(row);
    if (name == "identity") activations.set("identity", percent(value(results[i].at("accuracy"))));
  }
  activations.set("rows", rows);
  activations.set("best",
                  activation_name(results[static_cast<std::size_t>(best)].at("activation")));
  page.set("activations", activations);

  const Json& biases = tutorial.at("biases");
  Context pair;
  for (const std::string name : {"with", "without"}) {
    pair.set(name + "_loss", html::loss(value(biases.at(name).at("loss"))));
    pair.set(name + "_accuracy", percent(value(biases.at(name).at("accuracy"))));
  }
  page.set("biases", pair);
}

void add_network(Context& page, const Json& tutorial) {
  const int hidden = tutorial.at("settings").at("hidden").get<int>();
  Context parameters{list{}};
  const auto add = [&](const char* name, const char* layer, int rows, int columns) {
    Context row;
    row.set("symbol", "<math>" + html::math_symbol(name, layer) + "</math>");
    row.set("shape", fmt::format("{} × {}", rows, columns));
    row.set("count", count(static_cast<long long>(rows) * columns));
    parameters.push_back(row);
  };
  add("W", "1", 2, hidden);
  add("b", "1", 1, hidden);
  add("W", "2", hidden, 2);
  add("b", "2", 1, 2);
  Context network;
  network.set("parameters", parameters);
  network.set("diagram", html::network_diagram(plain_diagram(hidden)));
  page.set("network", network);

  for (const auto& [key, source] :
       {std::pair{"initial", "initial_weights"}, {"trained", "weights"}}) {
    const Json& weights = tutorial.at(source);
    Context shown;
    for (const char* name : {"W1", "W2"})
      shown.set(name, html::math_matrix(matrix(weights.at(name))));
    for (const char* name : {"b1", "b2"}) shown.set(name, html::math_row(values(weights.at(name))));
    page.set(key, shown);
  }

  Context starts{list{}};
  for (const Json& result : tutorial.at("initialisations")) {
    Context row = loss_and_accuracy(result);
    row.set("name", initialisation_name(result.at("name").get<std::string>()));
    starts.push_back(row);
  }
  page.set("initialisations", starts);
}

}  // namespace crescent::cli::tutorial
