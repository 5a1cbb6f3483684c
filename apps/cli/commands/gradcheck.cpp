#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <crescent/base/error.hpp>
#include <crescent/datasets/generators.hpp>
#include <crescent/engine/engine.hpp>
#include <crescent/explain/gradient_check.hpp>
#include <crescent/model/model.hpp>

#include "commands.hpp"
#include "console/console.hpp"
#include "options/numbers.hpp"
#include "options/table_options.hpp"
#include "reports/labelled.hpp"

namespace crescent::cli {
namespace {

// Rounding in sums of this length stays far below; a wrong formula is wrong by far more.
constexpr double largest_allowed = 1e-10;

struct GradcheckOptions {
  std::string model;
  std::string data;
  std::vector<Index> hidden = {3};
  std::string activation = "tanh";
  std::string engine = "fused";
  Index samples = 200;
  std::string output = "softmax";
  reference::Loss loss = {.reduction = reference::Reduction::sum, .l2 = 0.01};
  double dropout = 0;
  std::uint32_t seed = 0;
  bool json = false;
};

std::vector<explain::BlockCheck> check(const GradcheckOptions& options, std::string& subject) {
  if (!options.model.empty()) {
    if (options.data.empty())
      throw Error(ErrorCode::invalid_argument, "name a CSV file after the model");
    const model::Model model = model::load(options.model);
    const Labelled labelled = label_rows(model, data::read_csv(options.data));
    subject = fmt::format("{} on {} rows", reference::describe(model.network.architecture()),
                          labelled.x.rows());
    return explain::check_gradient(model.network, labelled.x, labelled.y, options.loss,
                                   options.engine);
  }
  random::RandomState random(options.seed);
  const auto moons = datasets::make_moons(random, options.samples, 0.2);
  network::Network network(network::make_architecture(
      2, options.hidden, 2, reference::parse_activation(options.activation),
      reference::parse_output(options.output)));
  network::initialise(network, network::Initialisation::normal, random);
  subject = fmt::format("{} on {} points of two moons", reference::describe(network.architecture()),
                        options.samples);
  // A regression learns the points themselves: any values do.
  const std::span<const double> values(moons.x.data(), static_cast<std::size_t>(moons.x.size()));
  const auto targets = network.architecture().is_regression()
                           ? reference::Targets::of_values(values)
                           : reference::Targets(moons.y);
  return explain::check_gradient(network, moons.x, targets, options.loss, options.engine,
                                 {.rate = options.dropout});
}

void run_gradcheck(const GradcheckOptions& options) {
  std::string subject;
  const auto checks = check(options, subject);
  double largest = 0;
  for (const auto& block : checks) {
    const double error = block.complex_step_error;
    if (std::isnan(error) || error > largest) largest = error;  // std::max would lose NaN
  }
  if (options.json) {
    Json json = {
        {"network", subject}, {"engine", options.engine}, {"largest_relative_error", largest}};
    for (const auto& block : checks) {
      json["blocks"].push_back({{"name", block.name},
                                {"largest_gradient", block.largest_gradient},
                                {"complex_step_error", block.complex_step_error},
                                {"central_difference_error", block.central_difference_error}});
    }
    print_json(json);
  } else {
    fmt::print("{}, engine {}\n\n", subject, options.engine);
    fmt::print("{:<8} {:>16} {:>22} {:>22}\n", "", "largest gradient", "error, complex step",
               "error, differences");
    for (const auto& block : checks) {
      fmt::print("{:<8} {:>16.6g} {:>22.2e} {:>22.2e}\n", block.name, block.largest_gradient,
                 block.complex_step_error, block.central_difference_error);
    }
    fmt::print("\nlargest relative error: {:.2e} (allowed: {:.0e})\n", largest, largest_allowed);
  }
  if (std::isnan(largest)) {
    throw Error(ErrorCode::numeric,
                "the gradient is not a number: weights or cells are too large for the check");
  }
  if (largest > largest_allowed) throw Error(ErrorCode::numeric, "the gradient is wrong");
}

}  // namespace

void add_gradcheck(CLI::App& app) {
  auto options = std::make_shared<GradcheckOptions>();
  auto* command = app.add_subcommand(
      "gradcheck", "Compare back-propagation with the loss's slope measured directly");
  command->footer(
      R"(For every weight the slope of the loss is found twice without back-propagation: by a complex
step, Im L(w + ih) / h with h = 1e-50, which is exact to rounding, and by central differences,
(L(w + h) - L(w - h)) / 2h, which every textbook shows and which is good to about 1e-9. An error is
the largest difference in a block of parameters, relative to the block's largest gradient.
Exit status 1 if the complex step disagrees by more than 1e-10.

Examples:
  crescent gradcheck
  crescent gradcheck --hidden 8,8 --activation gelu --dropout 0.3
  crescent gradcheck --output identity --l1 0.1
  crescent gradcheck iris.onnx iris.csv)");
  command
      ->add_option("model", options->model, "Model file; without one, a fresh network on two moons")
      ->type_name("MODEL.onnx");
  command->add_option("data", options->data, "CSV file with the model's columns and target")
      ->type_name("DATA.csv");
  command->add_option("--hidden", options->hidden, "Units of each hidden layer")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("N,...")
      ->default_str("3")
      ->check(CLI::Range(Index{1}, Index{1000}));
  command
      ->add_option(
          "--activation", options->activation,
          fmt::format("Of the hidden layers: {}", fmt::join(reference::activation_names(), ", ")))
      ->capture_default_str()
      ->check(CLI::IsMember(reference::activation_names()));
  command->add_option("--engine", options->engine, "Engine whose gradient is checked")
      ->capture_default_str()
      ->check(CLI::IsMember(engine::engine_names()));
  command->add_option("--samples", options->samples, "Points of the two moons")
      ->capture_default_str()
      ->check(CLI::Range(Index{2}, Index{100'000}));
  command
      ->add_option("--output", options->output,
                   "Of the fresh network: softmax or sigmoid for classes, identity for values")
      ->capture_default_str()
      ->check(CLI::IsMember({"softmax", "sigmoid", "identity"}));
  command->add_option("--l2", options->loss.l2, "Penalty on the weights' squares")
      ->capture_default_str()
      ->check(not_negative());
  command->add_option("--l1", options->loss.l1, "Penalty on the weights' sizes")
      ->capture_default_str()
      ->check(not_negative());
  command
      ->add_option("--label-smoothing", options->loss.label_smoothing,
                   "Share of a label that is spread over all classes")
      ->capture_default_str()
      ->type_name("S");
  command
      ->add_option("--dropout", options->dropout,
                   "Share of the hidden activations that are dropped")
      ->capture_default_str()
      ->type_name("R");
  command->add_option("--seed", options->seed, "Seed of the points and weights")
      ->capture_default_str();
  command->add_flag("--json", options->json, "Print one JSON object instead of the table");
  command->callback([options] { run_gradcheck(*options); });
}

}  // namespace crescent::cli
