#include "lessons_json.hpp"

#include <algorithm>
#include <string>

namespace crescent::cli::tutorial {
namespace {

Json losses_json(const std::vector<LossAt>& losses) {
  Json list = Json::array();
  for (const auto& [iteration, loss] : losses)
    list.push_back({{"iteration", iteration}, {"loss", loss}});
  return list;
}

/// {"W1": [[…]], "b1": […], …}
Json weights_json(const network::Network& network) {
  Json weights;
  for (std::size_t k = 0; k < network.architecture().layers.size(); ++k) {
    const std::string number = std::to_string(k + 1);
    weights["W" + number] = matrix_json(network.W(k));
    weights["b" + number] = vector_json(network.b(k));
  }
  return weights;
}

Json settings_json(const Settings& settings) {
  return {{"seed", settings.seed},     {"samples", settings.samples},
          {"noise", settings.noise},   {"hidden", settings.hidden},
          {"passes", settings.passes}, {"learning_rate", settings.learning_rate},
          {"l2", settings.l2}};
}

Json data_json(const Lessons& lessons) {
  const data::Dataset& data = lessons.moons;
  Json rows = Json::array();
  for (Index n = 0; n < std::min<Index>(5, data.rows()); ++n) {
    rows.push_back(
        {{"x1", data.x(n, 0)}, {"x2", data.x(n, 1)}, {"y", data.y[static_cast<std::size_t>(n)]}});
  }
  return {{"first_rows", rows}, {"test_samples", lessons.test_moons.rows()}};
}

Json logistic_json(const Lessons& lessons) {
  const auto& model = lessons.logistic_regression;
  return {{"C", model.C},
          {"coef", vector_json(model.coef.row(0))},
          {"intercept", model.intercept(0)},
          {"accuracy", lessons.logistic_accuracy}};
}

Json example_json(const explain::Step& step) {
  const auto& hidden = step.layers[0];
  const auto& output = step.layers[1];
  return {{"row", 0},
          {"x", vector_json(step.x)},
          {"y", step.y},
          {"z1", vector_json(hidden.z)},
          {"a1", vector_json(hidden.a)},
          {"z2", vector_json(output.z)},
          {"p", vector_json(step.p)},
          {"loss", step.loss},
          {"delta3", vector_json(output.delta)},
          {"dW2", matrix_json(output.dW)},
          {"db2", vector_json(output.db)},
          {"delta2", vector_json(hidden.delta)},
          {"dW1", matrix_json(hidden.dW)},
          {"db1", vector_json(hidden.db)},
          {"learning_rate", step.learning_rate},
          {"W2_after", matrix_json(output.W_after)}};
}

Json gradient_check_json(const std::vector<explain::BlockCheck>& checks) {
  Json blocks = Json::array();
  double largest = 0;
  for (const auto& block : checks) {
    blocks.push_back({{"name", block.name}, {"error", block.complex_step_error}});
    largest = std::max(largest, block.complex_step_error);
  }
  return {{"largest_relative_error", largest}, {"by_layer", blocks}};
}

Json twins_json(const Lessons& lessons) {
  const Twins& twins = lessons.twins;
  // The tutorial's loss lines; a short training has none but the first, so it shows more.
  const Index interval =
      lessons.settings.passes > 1000 ? 1000 : std::max<Index>(1, lessons.settings.passes / 10);
  Json losses = Json::array();
  for (std::size_t i = 0; i < twins.base.losses.size(); ++i) {
    const auto& [iteration, loss] = twins.base.losses[i];
    if (iteration % interval != 0) continue;
    losses.push_back({{"iteration", iteration}, {"loss", loss}, {"spread", twins.spread(i)}});
  }
  Json finals = Json::array();
  for (const Run& twin : twins.twins) finals.push_back(twin.loss);
  Json sharpness = Json::array();
  for (const auto& [iteration, value] : lessons.sharpness) {
    sharpness.push_back({{"iteration", iteration}, {"value", value}});
  }
  return {{"perturbation", twins.perturbation},
          {"last_passes", losses_json(twins.base.last_losses)},
          {"sharpness", sharpness},
          {"count", twins.twins.size()},
          {"losses", losses},
          {"final_spread", twins.final_spread()},
          {"finals", finals},
          {"stable", {{"hidden", 20}, {"final_spread", lessons.stable_twins.final_spread()}}}};
}

Json summary(const Run& run) { return {{"loss", run.loss}, {"accuracy", run.accuracy}}; }

Json named_json(const std::vector<NamedRun>& runs, const char* key) {
  Json list = Json::array();
  for (const auto& [name, run] : runs) {
    list.push_back(
        {{key, name}, {"loss", run.loss}, {"accuracy", run.accuracy}, {"seconds", run.seconds}});
  }
  return list;
}

Json hidden_sizes_json(const std::vector<HiddenSize>& sizes) {
  Json list = Json::array();
  for (const auto& size : sizes) {
    list.push_back({{"hidden", size.hidden},
                    {"loss", size.run.loss},
                    {"accuracy", size.run.accuracy},
                    {"test_accuracy", size.test_accuracy},
                    {"test_loss", size.test_loss}});
  }
  return list;
}

Json more_classes_json(const std::vector<MoreClasses>& lessons) {
  Json list = Json::array();
  for (const auto& lesson : lessons) {
    Json layers = {lesson.run.network.architecture().inputs};
    for (const auto& layer : lesson.run.network.architecture().layers)
      layers.push_back(layer.units);
    list.push_back({{"name", lesson.name},
                    {"classes", lesson.data.class_names.size()},
                    {"layers", layers},
                    {"loss", lesson.run.loss},
                    {"accuracy", lesson.run.accuracy},
                    {"logistic_accuracy", lesson.logistic_accuracy}});
  }
  return list;
}

}  // namespace

Json to_json(const Lessons& lessons) {
  Json json;
  json["settings"] = settings_json(lessons.settings);
  json["data"] = data_json(lessons);
  json["losses"] = losses_json(lessons.network.losses);
  json["final_loss"] = lessons.network.loss;
  json["accuracy"] = lessons.network.accuracy;
  json["weights"] = weights_json(lessons.network.network);
  json["initial_weights"] = weights_json(lessons.initial);
  json["logistic_regression"] = logistic_json(lessons);
  json["example"] = example_json(lessons.example);
  json["gradient_check"] = gradient_check_json(lessons.gradient_check);
  json["twins"] = twins_json(lessons);
  json["biases"] = {{"with", summary(lessons.network)},
                    {"without", summary(lessons.without_biases)}};
  json["activations"] = named_json(lessons.activations, "activation");
  json["initialisations"] = named_json(lessons.initialisations, "name");
  json["single_output"] = summary(lessons.single_output);
  json["variants"] = named_json(lessons.variants, "name");
  json["hidden_sizes"] = hidden_sizes_json(lessons.hidden_sizes);
  json["more_classes"] = more_classes_json(lessons.more_classes);
  json["seconds"] = {{"network", lessons.network.seconds},
                     {"logistic_regression", lessons.seconds.logistic_regression},
                     {"hidden_sizes", lessons.seconds.hidden_sizes},
                     {"total", lessons.seconds.total}};
  return json;
}

}  // namespace crescent::cli::tutorial
