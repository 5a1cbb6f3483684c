// One example worked through: feed-forward, loss, back-propagation, one step.
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "html/format.hpp"
#include "tutorial/context.hpp"

namespace crescent::cli::tutorial {
namespace {

using html::fixed;
using html::math_number;
using html::math_row;
using html::number;
using html::percent;
using html::Rows;
using kainjow::mustache::list;

// Rounded numbers multiplied out: 0.74 · 1.25 + … = z, so that a reader can follow with a pencil.
std::string first_score(const Json& tutorial) {
  const std::vector<double> x = values(tutorial.at("example").at("x"));
  const Rows w = matrix(tutorial.at("initial_weights").at("W1"));
  const double b = value(tutorial.at("initial_weights").at("b1").at(0));
  const auto factor = [](double v) {
    const std::string text = math_number(v);
    return v < 0 ? "<mrow><mo>(</mo>" + text + "<mo>)</mo></mrow>" : text;
  };
  std::string text;
  for (std::size_t i = 0; i < x.size(); ++i) {
    text +=
        (i == 0 ? math_number(x[i]) : factor(x[i])) + "<mo>·</mo>" + factor(w[i][0]) + "<mo>+</mo>";
  }
  return "<mrow>" + text + factor(b) + "<mo>=</mo>" +
         math_number(value(tutorial.at("example").at("z1").at(0))) + "</mrow>";
}

// The cross-entropy of one example with softmax over `scores`.
double cross_entropy(const std::vector<double>& scores, std::size_t label) {
  double sum = 0;
  for (const double z : scores) sum += std::exp(z - scores[label]);
  return std::log(sum);
}

// The example's loss with the new W2 and everything else as before.
double loss_after_step(const Json& tutorial) {
  const Json& example = tutorial.at("example");
  const std::vector<double> a = values(example.at("a1"));
  const Rows w = matrix(example.at("W2_after"));
  std::vector<double> z = values(tutorial.at("initial_weights").at("b2"));
  for (std::size_t k = 0; k < z.size(); ++k) {
    for (std::size_t j = 0; j < a.size(); ++j) z[k] += a[j] * w[j][k];
  }
  return cross_entropy(z, example.at("y").get<std::size_t>());
}

void set_softmax(Context& example, const std::vector<double>& scores) {
  std::vector<double> exponentials;
  exponentials.reserve(scores.size());
  for (const double z : scores) exponentials.push_back(std::exp(z));
  const double sum = std::accumulate(exponentials.begin(), exponentials.end(), 0.0);
  example.set("exponentials", math_row(exponentials));
  example.set("exponential_sum", math_number(sum));
}

void set_backward(Context& shown, const Json& tutorial) {
  const Json& example = tutorial.at("example");
  const std::vector<double> a = values(example.at("a1"));
  const std::vector<double> delta3 = values(example.at("delta3"));
  const Rows w = matrix(tutorial.at("initial_weights").at("W2"));
  std::vector<double> da(a.size()), slope(a.size());
  for (std::size_t j = 0; j < a.size(); ++j) {
    da[j] = std::inner_product(delta3.begin(), delta3.end(), w[j].begin(), 0.0);
    slope[j] = 1 - a[j] * a[j];
  }
  std::vector<double> y_row(delta3.size(), 0.0);
  y_row[example.at("y").get<std::size_t>()] = 1;
  shown.set("y_row", math_row(y_row));
  shown.set("delta3", math_row(delta3));
  shown.set("delta2", math_row(values(example.at("delta2"))));
  shown.set("a1_column", html::math_column(a));
  shown.set("x_column", html::math_column(values(example.at("x"))));
  shown.set("da1", math_row(da));
  shown.set("slope1", math_row(slope));
  for (const char* name : {"dW1", "dW2", "W2_after"}) {
    shown.set(name, html::math_matrix(matrix(example.at(name))));
  }
}

double squares(const Json& weights) {
  double sum = 0;
  for (const char* name : {"W1", "W2"}) {
    for (const auto& row : matrix(weights.at(name))) {
      sum = std::inner_product(row.begin(), row.end(), row.begin(), sum);
    }
  }
  return sum;
}

}  // namespace

void add_example(Context& page, const Json& tutorial) {
  const Json& example = tutorial.at("example");
  const std::vector<double> p = values(example.at("p"));
  const auto y = example.at("y").get<std::size_t>();
  const double loss = value(example.at("loss"));
  const double after = loss_after_step(tutorial);

  Context shown;
  shown.set("y", std::to_string(y));
  for (const char* name : {"x", "z1", "a1", "z2", "p"}) {
    shown.set(name, math_row(values(example.at(name))));
  }
  shown.set("first_score", first_score(tutorial));
  set_softmax(shown, values(example.at("z2")));
  shown.set("p_true", math_number(p[y]));
  shown.set("p_percent", percent(p[y]));
  shown.set("right", p[y] > 0.5);
  shown.set("loss", math_number(loss));
  shown.set("loss_text", html::loss(loss));
  shown.set("loss_after", html::loss(after));
  shown.set("improved", after < loss);
  shown.set("learning_rate", fmt::format("<mn>{:g}</mn>", value(example.at("learning_rate"))));
  set_backward(shown, tutorial);
  page.set("example", shown);
}

void add_loss(Context& page, const Json& tutorial) {
  Context costs{list{}};
  for (const double p : {0.99, 0.9, 0.5, 0.1, 0.01}) {
    Context cost;
    cost.set("p", number(p));
    cost.set("loss", fixed(-std::log(p), 3));
    costs.push_back(cost);
  }
  page.set("loss_values", costs);

  const double half_l2 = 0.5 * value(tutorial.at("settings").at("l2"));
  const double n = value(tutorial.at("settings").at("samples"));
  Context penalty;
  const auto add = [&](const std::string& name, double sum) {
    penalty.set(name + "_squares", number(sum, 4));
    penalty.set(name, number(half_l2 * sum, 4));
    penalty.set(name + "_mean", number(half_l2 * sum / n, 4));
  };
  const double first = squares(tutorial.at("initial_weights"));
  const double trained = squares(tutorial.at("weights"));
  add("first", first);
  add("trained", trained);
  penalty.set("grew", trained > first);
  page.set("penalty", penalty);
}

void add_gradient_check(Context& page, const Json& tutorial) {
  const Json& check = tutorial.at("gradient_check");
  const double largest = value(check.at("largest_relative_error"));
  Context rows{list{}};
  for (const Json& layer : check.at("by_layer")) {
    const auto name = layer.at("name").get<std::string>();
    const bool indexed = name.size() == 2;
    Context row;
    row.set("name",
            indexed ? "<math>" + html::math_symbol(name.substr(0, 1), name.substr(1)) + "</math>"
                    : name);
    row.set("error", number(value(layer.at("error")), 2));
    rows.push_back(row);
  }
  Context shown;
  shown.set("rows", rows);
  shown.set("largest", number(largest, 2));
  // The bar of Crescent's own tests for every backward formula.
  shown.set("good", largest < 1e-12);
  page.set("gradient_check", shown);
}

}  // namespace crescent::cli::tutorial
