#include "tutorial/page.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

#include <crescent/base/version.hpp>

#include "embedded/pages.hpp"
#include "tutorial/context.hpp"

namespace crescent::cli {
namespace {

using tutorial::Context;
using tutorial::SvgOf;

struct Chapter {
  const char* id;
  const char* title;
  std::string_view text;
};

// In the tutorial's order. {{chapter.<id>}} is a chapter's number.
std::array<Chapter, 20> chapters() {
  using namespace pages;
  return {{{"data", "The data", tutorial_01_data_mustache},
           {"line", "A straight line is not enough", tutorial_02_line_mustache},
           {"sigmoid", "The sigmoid", tutorial_03_sigmoid_mustache},
           {"network", "The network", tutorial_04_network_mustache},
           {"activations", "Why the units bend", tutorial_05_activations_mustache},
           {"softmax", "From scores to probabilities", tutorial_06_softmax_mustache},
           {"biases", "What biases are for", tutorial_07_biases_mustache},
           {"start", "The first weights", tutorial_08_first_weights_mustache},
           {"forward", "Feed forward", tutorial_09_feed_forward_mustache},
           {"cost", "The loss", tutorial_10_loss_mustache},
           {"back", "Back-propagation", tutorial_11_back_propagation_mustache},
           {"check", "Is the gradient right?", tutorial_12_gradient_check_mustache},
           {"descent", "Gradient descent", tutorial_13_gradient_descent_mustache},
           {"learned", "What the network learned", tutorial_14_result_mustache},
           {"size", "How many hidden units?", tutorial_15_hidden_size_mustache},
           {"batches", "Smaller bites, shorter steps", tutorial_16_batches_mustache},
           {"single", "One output instead of two", tutorial_17_single_output_mustache},
           {"classes", "More labels, more layers", tutorial_18_more_classes_mustache},
           {"exactness", "Where exactness ends", tutorial_19_exactness_mustache},
           {"next", "What next?", tutorial_20_next_mustache}}};
}

// Mustache shows nothing where a key is missing; a page with a silent gap is worse than none.
class StrictContext : public kainjow::mustache::context<std::string> {
 public:
  explicit StrictContext(const Context* data) : context(data) {}

  const Context* get(const std::string& name) const override {
    const Context* found = context::get(name);
    if (!found) throw std::logic_error("tutorial page: the context has no key '" + name + "'");
    return found;
  }
};

std::string render(std::string_view text, const Context& context) {
  kainjow::mustache::mustache page{std::string(text)};
  if (!page.is_valid()) throw std::logic_error("tutorial page: " + page.error_message());
  StrictContext strict(&context);
  return page.render(strict);
}

// Browsers may break the line between a formula and the comma behind it; a span keeps them
// together.
std::string keep_punctuation(const std::string& html) {
  constexpr std::string_view open = "<math>", close = "</math>";
  std::string kept;
  std::size_t done = 0;
  for (std::size_t at = html.find(open); at != std::string::npos; at = html.find(open, done)) {
    const std::size_t end = html.find(close, at) + close.size();
    const std::size_t stop = std::min(html.find_first_not_of(".,;:)", end), html.size());
    kept.append(html, done, at - done);
    const std::string formula = html.substr(at, stop - at);
    kept += stop > end ? "<span class=\"whole\">" + formula + "</span>" : formula;
    done = stop;
  }
  return kept.append(html, done);
}

Context context_of(const Json& tutorial, const SvgOf& svg_of) {
  Context page;
  tutorial::add_settings(page, tutorial);
  tutorial::add_line(page, tutorial);
  tutorial::add_functions(page, tutorial);
  tutorial::add_network(page, tutorial);
  tutorial::add_example(page, tutorial);
  tutorial::add_loss(page, tutorial);
  tutorial::add_gradient_check(page, tutorial);
  tutorial::add_training(page, tutorial);
  tutorial::add_result(page, tutorial);
  tutorial::add_hidden_sizes(page, tutorial);
  tutorial::add_batches(page, tutorial);
  tutorial::add_more_classes(page, tutorial, svg_of);
  tutorial::add_exactness(page, tutorial);

  Context pictures;
  for (const char* name :
       {"moons", "logistic_regression", "sigmoid", "activations", "loss", "boundary", "biases",
        "hidden_units", "hidden_sizes", "hidden_curve", "twins", "variants", "single_output"}) {
    pictures.set(name, tutorial::picture(svg_of(name)));
  }
  page.set("picture", pictures);
  page.set("style", std::string(pages::style_css));
  page.set("version", std::string(version()));
  return page;
}

}  // namespace

std::string tutorial_page(const Json& tutorial, const SvgOf& svg_of) {
  Context page = context_of(tutorial, svg_of);
  const auto all = chapters();
  Context numbers;
  for (std::size_t i = 0; i < all.size(); ++i) numbers.set(all[i].id, std::to_string(i + 1));
  page.set("chapter", numbers);

  Context list{kainjow::mustache::list{}};
  for (std::size_t i = 0; i < all.size(); ++i) {
    Context item;
    item.set("id", all[i].id);
    item.set("number", std::to_string(i + 1));
    item.set("title", all[i].title);
    item.set("body", keep_punctuation(render(all[i].text, page)));
    list.push_back(item);
  }
  page.set("chapters", list);
  return render(pages::tutorial_html_mustache, page);
}

}  // namespace crescent::cli
