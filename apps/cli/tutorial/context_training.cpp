// What training brought: the loss lines, the boundary, batches, one output, more labels.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "html/diagram.hpp"
#include "html/format.hpp"
#include "tutorial/context.hpp"
#include "tutorial/training.hpp"

namespace crescent::cli::tutorial {
namespace {

using html::count;
using html::number;
using html::percent;
using html::Rows;
using kainjow::mustache::list;

// The loss must rise by more than this share to be worth a sentence; rounding moves it less.
constexpr double kVisibleRise = 1e-5;

struct Rise {
  double size = 0;
  long long from = 0;
  long long to = 0;
};

Rise largest_rise(const Json& losses) {
  Rise rise;
  for (std::size_t i = 1; i < losses.size(); ++i) {
    const double before = value(losses[i - 1].at("loss"));
    const double size = (value(losses[i].at("loss")) - before) / before;
    if (size > rise.size) {
      rise = {size, losses[i - 1].at("iteration").get<long long>(),
              losses[i].at("iteration").get<long long>()};
    }
  }
  return rise;
}

bool fell_early(const std::vector<double>& losses, double final_loss) {
  return losses.size() > 2 && losses[0] - losses[1] > 0.5 * (losses[0] - final_loss) &&
         losses[0] > final_loss;
}

Context unit_row(const Rows& w1, const std::vector<double>& b1, const Rows& w2, std::size_t j) {
  Context row;
  row.set("unit", std::to_string(j + 1));
  row.set("line", html::math_sum({{w1[0][j], html::math_symbol("x", "1")},
                                  {w1[1][j], html::math_symbol("x", "2")},
                                  {b1[j], ""}}) +
                      "<mo>=</mo><mn>0</mn>");
  row.set("steepness", number(std::hypot(w1[0][j], w1[1][j]), 3));
  row.set("label", std::string(w2[j][1] > w2[j][0] ? "1" : "0"));
  return row;
}

std::string layers_text(const Json& layers) {
  std::string text;
  for (const Json& size : layers)
    text += (text.empty() ? "" : " → ") + std::to_string(size.get<int>());
  return text;
}

long long parameter_count(const Json& layers) {
  long long sum = 0;
  for (std::size_t k = 1; k < layers.size(); ++k) {
    sum += (layers[k - 1].get<long long>() + 1) * layers[k].get<long long>();
  }
  return sum;
}

}  // namespace

void add_training(Context& page, const Json& tutorial) {
  const Json& losses = tutorial.at("losses");
  const Rise rise = largest_rise(losses);
  Context lines{list{}};
  for (const Json& entry : losses) {
    Context line;
    line.set("iteration", std::to_string(entry.at("iteration").get<long long>()));
    line.set("loss", html::loss(value(entry.at("loss"))));
    lines.push_back(line);
  }
  Context loss;
  loss.set("lines", lines);
  loss.set("many", losses.size() > 1);
  loss.set("first", html::loss(value(losses.at(0).at("loss"))));
  loss.set("fell", fell_early(column(losses, "loss"), value(tutorial.at("final_loss"))));
  loss.set("rises", rise.size > kVisibleRise);
  loss.set("rise_from", count(rise.from));
  loss.set("rise_to", count(rise.to));
  page.set("loss", loss);
}

void add_result(Context& page, const Json& tutorial) {
  const int samples = tutorial.at("settings").at("samples").get<int>();
  const int hidden = tutorial.at("settings").at("hidden").get<int>();
  const double accuracy = value(tutorial.at("accuracy"));
  const long long errors = samples - std::llround(accuracy * samples);
  const Json& weights = tutorial.at("weights");
  const Rows w1 = matrix(weights.at("W1"));
  const Rows w2 = matrix(weights.at("W2"));

  std::vector<double> steepness;
  for (std::size_t j = 0; j < w1[0].size(); ++j)
    steepness.push_back(std::hypot(w1[0][j], w1[1][j]));
  const std::vector<std::size_t> chosen = units_to_show(steepness);
  Context units{list{}};
  for (const std::size_t j : chosen) units.push_back(unit_row(w1, values(weights.at("b1")), w2, j));

  Context result;
  result.set("right", count(samples - errors));
  // Half a point is within the luck of the draw.
  result.set("better", accuracy > value(tutorial.at("logistic_regression").at("accuracy")) + 0.005);
  result.set("errors", errors > 0);
  result.set("errors_text", errors == 1 ? std::string("One point remains wrong")
                                        : fmt::format("{} points remain wrong", errors));
  result.set("units", units);
  result.set("more_units", chosen.size() < w1[0].size());
  result.set("shown_units", std::to_string(chosen.size()));
  result.set("diagram",
             html::network_diagram(
                 {.layers = {2, hidden, 2},
                  .titles = {"inputs", "hidden layer", "output"},
                  .symbols = {"x", "a", "p"},
                  .first_index = {1, 1, 0},
                  .between = {"W₁", "W₂"},
                  .weights = {w1, w2},
                  .description = "The network after training; lines as thick as their weights."}));
  page.set("result", result);
}

void add_batches(Context& page, const Json& tutorial) {
  const Json& variants = tutorial.at("variants");
  const std::vector<double> losses = column(variants, "loss");
  const auto best = std::min_element(losses.begin(), losses.end()) - losses.begin();
  double full = NAN, annealed = NAN;
  Context rows{list{}};
  for (std::size_t i = 0; i < variants.size(); ++i) {
    const auto name = variants[i].at("name").get<std::string>();
    if (name == "full batch") full = losses[i];
    if (name == "full batch, annealed") annealed = losses[i];
    Context row;
    row.set("name", name);
    row.set("best", static_cast<std::ptrdiff_t>(i) == best);
    row.set("loss", html::loss(losses[i]));
    row.set("accuracy", percent(value(variants[i].at("accuracy"))));
    row.set("seconds", html::duration(value(variants[i].at("seconds"))));
    rows.push_back(row);
  }
  Context batches;
  batches.set("rows", rows);
  batches.set("steps", count((tutorial.at("settings").at("samples").get<long long>() + 31) / 32));
  batches.set("best", variants[static_cast<std::size_t>(best)].at("name").get<std::string>());
  // Only a run whose own loss rises shows that the constant step was too long.
  batches.set("annealing_helped", annealed < full * (1 - 1e-3) &&
                                      largest_rise(tutorial.at("losses")).size > kVisibleRise);
  batches.set("annealed", html::loss(annealed));
  batches.set("full", html::loss(full));
  page.set("batches", batches);

  Context single;
  const Json& one_output = tutorial.at("single_output");
  single.set("loss", html::loss(value(one_output.at("loss"))));
  single.set("accuracy", percent(value(one_output.at("accuracy"))));
  single.set("parameters", count(4 * tutorial.at("settings").at("hidden").get<long long>() + 1));
  page.set("single", single);
}

void add_more_classes(Context& page, const Json& tutorial, const SvgOf& svg_of) {
  Context items{list{}};
  for (const Json& entry : tutorial.at("more_classes")) {
    const auto name = entry.at("name").get<std::string>();
    const bool is_deep = entry.at("layers").size() > 3;
    const std::string file = is_deep ? "spiral_four_layers" : name;
    Context item;
    item.set("title", is_deep ? "Three arms, four layers"
                              : (name == "spiral" ? "Three arms" : "Three clouds"));
    item.set("is_blobs", name == "blobs");
    item.set("is_spiral", name == "spiral");
    item.set("is_deep", is_deep);
    item.set("image", picture(svg_of(file)));
    item.set("classes", std::to_string(entry.at("classes").get<int>()));
    item.set("layers", layers_text(entry.at("layers")));
    item.set("parameters", count(parameter_count(entry.at("layers"))));
    item.set("loss", html::loss(value(entry.at("loss"))));
    item.set("accuracy", percent(value(entry.at("accuracy"))));
    item.set("logistic", percent(value(entry.at("logistic_accuracy"))));
    items.push_back(item);
  }
  Context more;
  more.set("items", items);
  page.set("more", more);
}

}  // namespace crescent::cli::tutorial
