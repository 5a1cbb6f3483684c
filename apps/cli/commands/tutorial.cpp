#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/base/file.hpp>
#include <crescent/plot/figure.hpp>

#include "commands.hpp"
#include "console/console.hpp"
#include "tutorial/lessons.hpp"
#include "tutorial/lessons_json.hpp"
#include "tutorial/page.hpp"
#include "tutorial/pictures.hpp"

namespace crescent::cli {
namespace {

namespace fs = std::filesystem;

struct TutorialOptions {
  tutorial::Settings settings;
  std::string out = "out/tutorial";
  bool json = false;
};

tutorial::Listener listener(const TutorialOptions& options, ProgressLine& progress) {
  tutorial::Listener listener;
  if (!options.json) {
    listener.on_loss = [](const tutorial::LossAt& now) {
      fmt::print("Loss after iteration {}: {:f}\n", now.iteration, now.loss);
    };
  }
  listener.on_lesson = [&progress](int done, int total, const std::string& lesson) {
    progress.update(done, total, "lesson", lesson);
  };
  return listener;
}

fs::path make_folder(const std::string& out) {
  std::error_code failure;
  fs::create_directories(out, failure);
  if (failure || !fs::is_directory(out)) {
    throw Error(
        ErrorCode::io,
        fmt::format("cannot be made a folder: {}", failure ? failure.message() : "it is a file"),
        {.file = out});
  }
  return out;
}

void run_tutorial(const TutorialOptions& options) {
  tutorial::check(options.settings);
  plot::require_gnuplot();  // before the training, not after it
  const fs::path folder = make_folder(options.out);
  ProgressLine progress;
  const tutorial::Lessons lessons =
      tutorial::run_lessons(options.settings, listener(options, progress));

  const auto pictures = tutorial::pictures(lessons);
  std::map<std::string, std::string> svgs;
  int drawn = 0;
  for (const auto& [name, figure] : pictures) {
    progress.update(++drawn, static_cast<int>(pictures.size()), "picture", name);
    svgs[name] = plot::render(figure, plot::Format::svg);
    write_file(folder / (name + ".svg"), svgs[name]);
    plot::write_figure(figure, folder / (name + ".png"));
  }
  const Json json = tutorial::to_json(lessons);
  write_file(folder / "tutorial.json", json.dump(1) + "\n");
  write_file(folder / "index.html",
             tutorial_page(json, [&](const std::string& name) { return svgs.at(name); }));
  if (options.json) {
    print_json(json);
    return;
  }
  fmt::print("\nlogistic regression: {:.1f} % right; the network: {:.1f} %\n",
             100 * lessons.logistic_accuracy, 100 * lessons.network.accuracy);
  for (const auto& size : lessons.hidden_sizes) {
    fmt::print("hidden {:>2}: loss {:f}, accuracy {:.3f}, on fresh points {:.3f}\n", size.hidden,
               size.run.loss, size.run.accuracy, size.test_accuracy);
  }
  fmt::print("\nThe page with every step, formula and picture: {}\n",
             (folder / "index.html").string());
}

}  // namespace

void add_tutorial(CLI::App& app) {
  auto options = std::make_shared<TutorialOptions>();
  auto& settings = options->settings;
  auto* command = app.add_subcommand(
      "tutorial", "Run the whole tutorial: from two moons to a network that tells them apart");
  command->footer(
      R"(Writes into the folder: index.html (one page that explains every step with its numbers),
tutorial.json (all numbers at full precision), and every picture as PNG and SVG. Prints the loss
every 1000 passes, as the tutorial does.

Examples:
  crescent tutorial
  crescent tutorial --hidden 20 --seed 7 --out out/twenty
  crescent tutorial --passes 5000 --json > tutorial.json)");
  command->add_option("--out", options->out, "Folder to write into")
      ->capture_default_str()
      ->type_name("DIR");
  command->add_option("--seed", settings.seed, "Seed of the points and of the first weights")
      ->capture_default_str()
      ->type_name("N");
  command->add_option("--samples", settings.samples, "Number of points, 20 to 100000")
      ->capture_default_str()
      ->type_name("N");
  command->add_option("--noise", settings.noise, "Standard deviation of the points' noise, 0 to 10")
      ->capture_default_str()
      ->type_name("X");
  command->add_option("--hidden", settings.hidden, "Units of the hidden layer, 1 to 1000")
      ->capture_default_str()
      ->type_name("N");
  command->add_option("--passes", settings.passes, "Passes over the points, 1 to 10000000")
      ->capture_default_str()
      ->type_name("N");
  command->add_flag("--json", options->json,
                    "Print tutorial.json's object instead of the loss lines");
  command->callback([options] { run_tutorial(*options); });
}

}  // namespace crescent::cli
