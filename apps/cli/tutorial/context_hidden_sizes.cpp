// How many hidden units: where training and test part ways.
#include <algorithm>
#include <string>

#include "html/format.hpp"
#include "tutorial/context.hpp"

namespace crescent::cli::tutorial {
namespace {

using html::number;
using html::percent;
using kainjow::mustache::list;

struct Sizes {
  std::vector<std::string> names;
  std::vector<double> loss, accuracy, test_accuracy, test_loss;
};

Sizes read(const Json& rows) {
  Sizes sizes{.names = {},
              .loss = column(rows, "loss"),
              .accuracy = column(rows, "accuracy"),
              .test_accuracy = column(rows, "test_accuracy"),
              .test_loss = column(rows, "test_loss")};
  for (const Json& row : rows) sizes.names.push_back(std::to_string(row.at("hidden").get<int>()));
  return sizes;
}

std::size_t lowest(const std::vector<double>& numbers) {
  return static_cast<std::size_t>(std::min_element(numbers.begin(), numbers.end()) -
                                  numbers.begin());
}

// The sizes that share the largest entry: "3 and 4".
std::string names_of_best(const Sizes& sizes) {
  const double best = *std::max_element(sizes.test_accuracy.begin(), sizes.test_accuracy.end());
  std::vector<std::string> names;
  for (std::size_t i = 0; i < sizes.names.size(); ++i) {
    if (sizes.test_accuracy[i] == best) names.push_back(sizes.names[i]);
  }
  return enumerate(names);
}

// Overfitting: a larger size that is better in training and clearly worse (5 %) in the test than
// `best`. Returns the worst such size, or `best` if there is none.
std::size_t worst_overfit(const Sizes& sizes, std::size_t best) {
  std::size_t worst = best;
  for (std::size_t i = best + 1; i < sizes.names.size(); ++i) {
    const bool overfits =
        sizes.loss[i] < sizes.loss[best] && sizes.test_loss[i] > 1.05 * sizes.test_loss[best];
    if (overfits && sizes.test_loss[i] > sizes.test_loss[worst]) worst = i;
  }
  return worst;
}

// The first size that ends clearly worse in training than the smaller one before it; 0 for none.
std::size_t first_worse(const Sizes& sizes) {
  for (std::size_t i = 1; i < sizes.names.size(); ++i) {
    if (sizes.accuracy[i] < sizes.accuracy[i - 1] - 0.01) return i;
  }
  return 0;
}

}  // namespace

void add_hidden_sizes(Context& page, const Json& tutorial) {
  const Sizes sizes = read(tutorial.at("hidden_sizes"));
  const std::size_t best = lowest(sizes.test_loss);
  const std::size_t worst = worst_overfit(sizes, best);
  Context rows{list{}};
  for (std::size_t i = 0; i < sizes.names.size(); ++i) {
    Context row;
    row.set("hidden", sizes.names[i]);
    row.set("best", i == best);
    row.set("loss", html::loss(sizes.loss[i]));
    row.set("accuracy", percent(sizes.accuracy[i]));
    row.set("test_accuracy", percent(sizes.test_accuracy[i]));
    row.set("test_loss", html::loss(sizes.test_loss[i]));
    rows.push_back(row);
  }
  Context hidden;
  hidden.set("test_samples", html::count(tutorial.at("data").at("test_samples").get<long long>()));
  hidden.set("rows", rows);
  hidden.set("sizes_text", enumerate(sizes.names));
  const std::string& best_train = sizes.names[lowest(sizes.loss)];
  hidden.set("best_train", best_train);
  hidden.set("best_train_noun", std::string(best_train == "1" ? "unit" : "units"));
  hidden.set("best_test", names_of_best(sizes));
  hidden.set("best_test_loss", sizes.names[best]);
  const std::size_t worse = first_worse(sizes);
  hidden.set("worse", worse > 0);
  if (worse > 0) {
    hidden.set("worse_size", sizes.names[worse]);
    hidden.set("better_size", sizes.names[worse - 1]);
    hidden.set("worse_accuracy", percent(sizes.accuracy[worse]));
    hidden.set("better_accuracy", percent(sizes.accuracy[worse - 1]));
  }
  hidden.set("overfits", worst != best);
  hidden.set("worst_after", sizes.names[worst]);
  hidden.set("train_at_best", number(sizes.loss[best], 3));
  hidden.set("train_at_worst", number(sizes.loss[worst], 3));
  hidden.set("test_at_best", number(sizes.test_loss[best], 3));
  hidden.set("test_at_worst", number(sizes.test_loss[worst], 3));
  hidden.set("too_sure", sizes.test_accuracy[worst] > sizes.test_accuracy[best] - 0.02);
  hidden.set("accuracy_at_best", percent(sizes.test_accuracy[best]));
  hidden.set("accuracy_at_worst", percent(sizes.test_accuracy[worst]));
  page.set("hidden", hidden);
}

}  // namespace crescent::cli::tutorial
