#include "reports/step.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace crescent::cli {
namespace {

using reference::Activation;
using reference::Output;

std::string activation_formula(Activation f, const std::string& z) {
  switch (f) {
    case Activation::tanh:
      return "tanh(" + z + ")";
    case Activation::sigmoid:
      return "1 / (1 + e^-" + z + ")";
    case Activation::relu:
      return "max(" + z + ", 0)";
    case Activation::leaky_relu:
      return "max(" + z + ", 0.01 " + z + ")";
    case Activation::elu:
      return z + " where " + z + " > 0, else e^" + z + " - 1";
    case Activation::selu:
      return "1.0507 (" + z + " where " + z + " > 0, else 1.67326 (e^" + z + " - 1))";
    case Activation::gelu:
      return z + " ∘ Φ(" + z + ")";
    case Activation::silu:
      return z + " ∘ sigmoid(" + z + ")";
    case Activation::mish:
      return z + " ∘ tanh(softplus(" + z + "))";
    case Activation::softplus:
      return "log(1 + e^" + z + ")";
    case Activation::identity:
      break;
  }
  return z;
}

std::string slope_formula(Activation f, const std::string& z, const std::string& a) {
  switch (f) {
    case Activation::tanh:
      return " ∘ (1 - " + a + "²)";
    case Activation::sigmoid:
      return " ∘ " + a + " ∘ (1 - " + a + ")";
    case Activation::relu:
      return " ∘ [" + a + " > 0]";
    case Activation::leaky_relu:
      return " ∘ (1 where " + a + " > 0, else 0.01)";
    case Activation::elu:
      return " ∘ (1 where " + a + " > 0, else " + a + " + 1)";
    case Activation::selu:
      return " ∘ (1.0507 where " + a + " > 0, else " + a + " + 1.0507 · 1.67326)";
    case Activation::gelu:
      return " ∘ (Φ(" + z + ") + " + z + " ∘ φ(" + z + "))";
    case Activation::silu:
      return " ∘ (s + " + a + " ∘ (1 - s)), s = sigmoid(" + z + ")";
    case Activation::mish:
      return " ∘ (t + " + z + " ∘ (1 - t²) ∘ sigmoid(" + z + ")), t = tanh(softplus(" + z + "))";
    case Activation::softplus:
      return " ∘ (1 - e^-" + a + ")";
    case Activation::identity:
      break;
  }
  return "";
}

std::string class_name(const StepNames& names, int k) {
  const auto index = static_cast<std::size_t>(k);
  return index < names.classes.size() ? names.classes[index] : std::to_string(k);
}

/// "x" for the input, "a1" for the first layer's output.
std::string below(std::size_t k) { return k == 0 ? "x" : fmt::format("a{}", k); }

StepSection input_section(const explain::Step& step, const StepNames& names) {
  StepSection section{"The example", "", {}};
  std::string note;
  for (std::size_t i = 0; i < names.features.size(); ++i)
    note += (i > 0 ? ", " : "") + names.features[i];
  section.items.push_back({"x", step.x, note});
  if (step.architecture.is_regression()) {
    section.items.push_back({"t", step.values, "what should come out"});
  } else {
    section.text =
        fmt::format("Its true class is '{}', number {}.", class_name(names, step.y), step.y);
  }
  return section;
}

StepSection forward_section(const explain::Step& step, std::size_t k) {
  const auto& layer = step.layers[k];
  const bool last = k + 1 == step.layers.size();
  const auto n = k + 1;
  StepSection section{fmt::format("Forward, layer {}", n), "", {}};
  section.items.push_back({fmt::format("W{}", n), layer.W, "one column a unit"});
  if (layer.b.size() > 0) section.items.push_back({fmt::format("b{}", n), layer.b, ""});
  section.items.push_back({fmt::format("z{} = {} W{}{}", n, below(k), n,
                                       layer.b.size() > 0 ? fmt::format(" + b{}", n) : ""),
                           layer.z, "weighted sums"});
  if (!last) {
    section.items.push_back({fmt::format("a{} = {}", n,
                                         activation_formula(step.architecture.layers[k].activation,
                                                            fmt::format("z{}", n))),
                             layer.a, "what the units pass on"});
  }
  return section;
}

StepSection value_section(const explain::Step& step) {
  Matrix<double> loss(1, 1);
  loss(0, 0) = step.loss;
  return {"Prediction and loss",
          "",
          {{fmt::format("p = z{}", step.layers.size()), step.p, "the prediction"},
           {"L = sum((p - t)²) / 2", loss, "0 if the prediction were exact"}}};
}

StepSection loss_section(const explain::Step& step, const StepNames& names) {
  if (step.architecture.is_regression()) return value_section(step);
  const auto last = step.layers.size();
  StepSection section{"Probabilities and loss", "", {}};
  std::string note;
  for (int k = 0; k < static_cast<int>(step.p.size()); ++k)
    note += (k > 0 ? ", " : "") + class_name(names, k);
  const std::string formula = step.architecture.output == Output::softmax
                                  ? fmt::format("p = e^z{} / sum(e^z{})", last, last)
                                  : fmt::format("p = [1 - s, s], s = 1 / (1 + e^-z{})", last);
  section.items.push_back({formula, step.p, note});
  Matrix<double> loss(1, 1);
  loss(0, 0) = step.loss;
  section.items.push_back(
      {fmt::format("L = -log p[{}]", step.y), loss, "0 if the true class had all the probability"});
  Index guess = 0;
  step.p.maxCoeff(&guess);
  section.text = fmt::format("The network says '{}' with probability {:.4g}: {}.",
                             class_name(names, static_cast<int>(guess)), step.p(guess),
                             guess == step.y ? "right" : "wrong");
  return section;
}

StepSection backward_section(const explain::Step& step, std::size_t k) {
  const auto& layer = step.layers[k];
  const auto n = k + 1;
  StepSection section{fmt::format("Backward, layer {}", n), "", {}};
  std::string delta;
  if (n == step.layers.size()) {
    const Output output = step.architecture.output;
    delta = fmt::format("delta{} = {}", n,
                        output == Output::softmax   ? "p - onehot(y)"
                        : output == Output::sigmoid ? "s - y"
                                                    : "p - t");
  } else {
    delta = fmt::format("delta{} = (delta{} W{}ᵀ){}", n, n + 1, n + 1,
                        slope_formula(step.architecture.layers[k].activation, fmt::format("z{}", n),
                                      fmt::format("a{}", n)));
  }
  section.items.push_back({delta, layer.delta, fmt::format("the loss's slope in z{}", n)});
  section.items.push_back({fmt::format("dW{} = {}ᵀ delta{}", n, below(k), n), layer.dW,
                           fmt::format("its slope in W{}", n)});
  if (layer.db.size() > 0) {
    section.items.push_back(
        {fmt::format("db{} = delta{}", n, n), layer.db, fmt::format("its slope in b{}", n)});
  }
  return section;
}

StepSection update_section(const explain::Step& step) {
  StepSection section{"Update", "", {}};
  const auto rate = fmt::format("{:g}", step.learning_rate);
  for (std::size_t k = 0; k < step.layers.size(); ++k) {
    const auto& layer = step.layers[k];
    const auto n = k + 1;
    section.items.push_back({fmt::format("W{}", n), layer.W, "before"});
    section.items.push_back({fmt::format("W{} - {} dW{}", n, rate, n), layer.W_after, "after"});
    if (layer.b.size() == 0) continue;
    section.items.push_back({fmt::format("b{}", n), layer.b, "before"});
    section.items.push_back({fmt::format("b{} - {} db{}", n, rate, n), layer.b_after, "after"});
  }
  section.text = fmt::format(
      "With a learning rate of {} this one step takes the example's loss from {:.6g} to {:.6g}.",
      rate, step.loss, step.loss_after);
  return section;
}

std::string shape(const Matrix<double>& m) { return fmt::format("({} x {})", m.rows(), m.cols()); }

}  // namespace

std::vector<StepSection> sections(const explain::Step& step, const StepNames& names) {
  std::vector<StepSection> list = {input_section(step, names)};
  for (std::size_t k = 0; k < step.layers.size(); ++k) list.push_back(forward_section(step, k));
  list.push_back(loss_section(step, names));
  for (std::size_t k = step.layers.size(); k-- > 0;) list.push_back(backward_section(step, k));
  list.push_back(update_section(step));
  return list;
}

std::string step_text(const explain::Step& step, const StepNames& names) {
  constexpr Index columns = 7;  // numbers a line: 98 characters, "-1.23457e-100" and a space each
  std::string text = names.title + "\n" + reference::describe(step.architecture) + "\n";
  for (const auto& section : sections(step, names)) {
    text += fmt::format("\n== {} ==\n", section.title);
    if (!section.text.empty()) text += section.text + "\n";
    for (const auto& item : section.items) {
      text += fmt::format("\n{}  {}{}\n", item.formula, shape(item.value),
                          item.note.empty() ? "" : "  " + item.note);
      for (Index i = 0; i < item.value.rows(); ++i) {
        for (Index j = 0; j < item.value.cols(); ++j) {
          if (j > 0 && j % columns == 0) text += "\n  ";  // the row goes on, set in
          text += fmt::format("{:>14.6g}", item.value(i, j));
        }
        text += "\n";
      }
    }
  }
  return text;
}

Json step_json(const explain::Step& step, const StepNames& names) {
  Json json = {{"network", reference::describe(step.architecture)},
               {"x", vector_json(step.x)},
               {"p", vector_json(step.p)},
               {"loss", step.loss},
               {"loss_after", step.loss_after},
               {"learning_rate", step.learning_rate}};
  if (step.architecture.is_regression()) {
    json["t"] = vector_json(step.values);
  } else {
    json["y"] = step.y;
    json["class"] = class_name(names, step.y);
  }
  for (const auto& layer : step.layers) {
    Json entry = {{"W", matrix_json(layer.W)},   {"z", vector_json(layer.z)},
                  {"a", vector_json(layer.a)},   {"delta", vector_json(layer.delta)},
                  {"dW", matrix_json(layer.dW)}, {"W_after", matrix_json(layer.W_after)}};
    if (layer.b.size() > 0) {
      entry["b"] = vector_json(layer.b);
      entry["db"] = vector_json(layer.db);
      entry["b_after"] = vector_json(layer.b_after);
    }
    json["layers"].push_back(std::move(entry));
  }
  return json;
}

}  // namespace crescent::cli
