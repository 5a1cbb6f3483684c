#include <algorithm>

#include <fmt/format.h>

#include <crescent/base/choice.hpp>
#include <crescent/base/error.hpp>
#include <crescent/datasets/generators.hpp>

namespace crescent::datasets {
namespace {

struct Generator {
  std::string_view name;
  bool two_classes_only;
  Dataset (*make)(RandomState& random, const GeneratorOptions& options);
};

// The one list of names: `generate` and `generator_names` both read it.
constexpr Generator generators[] = {
    {"moons", true,
     [](RandomState& random, const GeneratorOptions& options) {
       return make_moons(random, options.samples, options.noise);
     }},
    {"circles", true,
     [](RandomState& random, const GeneratorOptions& options) {
       return make_circles(random, options.samples, options.noise);
     }},
    {"blobs", false,
     [](RandomState& random, const GeneratorOptions& options) {
       BlobsOptions blobs{.n_samples = options.samples};
       blobs.cluster_std = options.noise.value_or(blobs.cluster_std);
       blobs.centers = options.classes.value_or(blobs.centers);
       return make_blobs(random, blobs);
     }},
    {"spiral", false,
     [](RandomState& random, const GeneratorOptions& options) {
       return make_spiral(random, options.samples, options.noise.value_or(0.0),
                          options.classes.value_or(2));
     }},
    {"xor", true,
     [](RandomState& random, const GeneratorOptions& options) {
       return make_xor(random, options.samples, options.noise.value_or(0.0));
     }},
    {"gauss", false,
     [](RandomState& random, const GeneratorOptions& options) {
       return make_gauss(random, options.samples, options.noise.value_or(0.0),
                         options.classes.value_or(2));
     }},
};

}  // namespace

const std::vector<std::string>& quantity_names() {
  static const std::vector<std::string> names = {"plane", "multi-gauss"};
  return names;
}

Quantities generate_quantities(std::string_view name, RandomState& random,
                               const GeneratorOptions& options) {
  const bool is_plane = find_choice(quantity_names(), name, "generator of quantities") == 0;
  if (options.classes) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{} has quantities, not classes; leave their number out", name));
  }
  const double noise = options.noise.value_or(0.0);
  return is_plane ? make_plane(random, options.samples, noise)
                  : make_multi_gauss(random, options.samples, noise);
}

const std::vector<std::string>& generator_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Generator& generator : generators) all.emplace_back(generator.name);
    return all;
  }();
  return names;
}

Dataset generate(std::string_view name, RandomState& random, const GeneratorOptions& options) {
  const auto* const found = std::find_if(std::begin(generators), std::end(generators),
                                         [&](const Generator& g) { return g.name == name; });
  if (found == std::end(generators)) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("no generator is called '{}'; choose one of {}", name,
                            fmt::join(generator_names(), ", ")));
  }
  if (found->two_classes_only && options.classes.value_or(2) != 2) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{} always has 2 classes, not {}; leave the number out, or choose "
                            "blobs, spiral or gauss",
                            name, *options.classes));
  }
  return found->make(random, options);
}

}  // namespace crescent::datasets
