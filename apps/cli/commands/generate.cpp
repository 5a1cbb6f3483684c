#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <crescent/base/file.hpp>
#include <crescent/datasets/generators.hpp>

#include "commands.hpp"

namespace crescent::cli {
namespace {

struct Options {
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

void run(const Options& options) {
  random::RandomState random(options.seed);
  const std::string csv = to_csv(datasets::generate(options.name, random, options.generator));
  if (options.out == "-") {
    fmt::print("{}", csv);
  } else {
    write_file(options.out, csv);
  }
}

}  // namespace

void add_generate(CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* command =
      app.add_subcommand("generate", "Write a data set made for learning as a CSV file");
  command->footer(
      R"(Writes the columns x1, x2 and class, a point a line, with a header. moons, circles and blobs hold
the same numbers as scikit-learn's make_moons, make_circles and make_blobs with random_state = the
seed; spiral, xor and gauss are those of TensorFlow Playground, drawn from the same stream.

Examples:
  crescent generate moons --samples 200 --noise 0.2 --seed 0 --out moons.csv
  crescent generate spiral --classes 3 > spiral.csv)");
  command
      ->add_option("name", options->name,
                   fmt::format("One of: {}", fmt::join(datasets::generator_names(), ", ")))
      ->required()
      ->type_name("NAME")
      ->check(CLI::IsMember(datasets::generator_names()));
  command->add_option("--samples", options->generator.samples, "Number of points")
      ->capture_default_str()
      ->check(CLI::Range(Index{1}, Index{100'000'000}));
  command->add_option(
      "--noise", options->generator.noise,
      "Standard deviation of the noise (moons, circles) or of a blob, or the Playground's noise, 0 "
      "to 0.5 (spiral, xor, gauss); default: none, for blobs 1");
  command->add_option("--classes", options->generator.classes,
                      "Number of classes (blobs, spiral, gauss); default: 2, for blobs 3");
  command->add_option("--seed", options->seed, "Seed of the random numbers")->capture_default_str();
  command->add_option("--out", options->out, "File to write; - for standard output")
      ->capture_default_str()
      ->type_name("FILE.csv");
  command->callback([options] { run(*options); });
}

}  // namespace crescent::cli
