#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <crescent/base/file.hpp>
#include <crescent/datasets/generators.hpp>

#include "commands.hpp"

namespace crescent::cli {
namespace {

struct GenerateOptions {
  std::string name;
  datasets::GeneratorOptions generator;
  std::uint32_t seed = 0;
  std::string out = "-";
};

std::string to_csv(const data::Dataset& dataset) {
  std::string text;
  for (const auto& name : dataset.feature_names) text += name + ",";
  text += "class\n";
  for (Index n = 0; n < dataset.rows(); ++n) {
    for (Index f = 0; f < dataset.x.cols(); ++f) text += fmt::format("{},", dataset.x(n, f));
    text += dataset.class_names[static_cast<std::size_t>(dataset.y[static_cast<std::size_t>(n)])] +
            "\n";
  }
  return text;
}

std::string to_csv(const datasets::Quantities& quantities) {
  std::string text;
  for (const auto& name : quantities.feature_names) text += name + ",";
  text += "y\n";
  for (Index n = 0; n < quantities.x.rows(); ++n) {
    for (Index f = 0; f < quantities.x.cols(); ++f) text += fmt::format("{},", quantities.x(n, f));
    text += fmt::format("{}\n", quantities.values[static_cast<std::size_t>(n)]);
  }
  return text;
}

/// All generators: of classes, then of quantities.
std::vector<std::string> names() {
  std::vector<std::string> all = datasets::generator_names();
  all.insert(all.end(), datasets::quantity_names().begin(), datasets::quantity_names().end());
  return all;
}

std::string csv_of(const GenerateOptions& options) {
  random::RandomState random(options.seed);
  const auto& quantities = datasets::quantity_names();
  if (std::find(quantities.begin(), quantities.end(), options.name) != quantities.end()) {
    return to_csv(datasets::generate_quantities(options.name, random, options.generator));
  }
  return to_csv(datasets::generate(options.name, random, options.generator));
}

void run_generate(const GenerateOptions& options) {
  const std::string csv = csv_of(options);
  if (options.out == "-") {
    fmt::print("{}", csv);
  } else {
    write_file(options.out, csv);
  }
}

}  // namespace

void add_generate(CLI::App& app) {
  auto options = std::make_shared<GenerateOptions>();
  auto* command =
      app.add_subcommand("generate", "Write a data set made for learning as a CSV file");
  command->footer(
      R"(Writes the columns x1, x2 and class (plane and multi-gauss: y, a quantity), a point a line, with a
header. moons, circles and blobs hold
the same numbers as scikit-learn's make_moons, make_circles and make_blobs with random_state = the
seed; the others are those of TensorFlow Playground, drawn from the same stream.

Examples:
  crescent generate moons --samples 200 --noise 0.2 --seed 0 --out moons.csv
  crescent generate spiral --classes 3 > spiral.csv)");
  command->add_option("name", options->name, fmt::format("One of: {}", fmt::join(names(), ", ")))
      ->required()
      ->type_name("NAME")
      ->check(CLI::IsMember(names()));
  command->add_option("--samples", options->generator.samples, "Number of points")
      ->capture_default_str()
      ->check(CLI::Range(Index{1}, Index{100'000'000}));
  command->add_option(
      "--noise", options->generator.noise,
      "Standard deviation of the noise (moons, circles) or of a blob, or the Playground's noise, 0 "
      "to 0.5 (all others); default: none, for blobs 1");
  command->add_option("--classes", options->generator.classes,
                      "Number of classes (blobs, spiral, gauss); default: 2, for blobs 3");
  command->add_option("--seed", options->seed, "Seed of the random numbers")->capture_default_str();
  command->add_option("--out", options->out, "File to write; - for standard output")
      ->capture_default_str()
      ->type_name("FILE.csv");
  command->callback([options] { run_generate(*options); });
}

}  // namespace crescent::cli
