#include <algorithm>
#include <regex>

#include <fmt/format.h>
#include <kainjow/mustache.hpp>

#include "embedded/pages.hpp"
#include "html/diagram.hpp"
#include "reports/step.hpp"

namespace crescent::cli {
namespace {

namespace mustache = kainjow::mustache;

/// "delta1 = (delta2 W2ᵀ)" with subscripts and italics; the text itself is escaped first.
std::string formula_html(const std::string& formula) {
  std::string html;
  for (const char c : formula) html += c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
  const auto replace = [&html](const char* pattern, const char* with) {
    html = std::regex_replace(html, std::regex(pattern), with);
  };
  replace(R"(e\^(-?z[0-9]+))", "e<sup>$1</sup>");
  replace(R"(\b(delta|dW|db|W|b|z|a)([0-9]+))", "<i>$1</i><sub>$2</sub>");
  replace(R"(\b([xLps])\b)", "<i>$1</i>");
  replace("<i>delta</i>", "<i>δ</i>");
  return html;
}

/// The layers with their first weights as lines; nothing for layers too wide to draw.
std::string diagram(const explain::Step& step) {
  html::NetworkDiagram diagram;
  const auto add = [&](Index units, std::string title, std::string symbol) {
    diagram.layers.push_back(static_cast<int>(units));
    diagram.titles.push_back(std::move(title));
    diagram.first_index.push_back(symbol == "p" ? 0 : 1);  // classes count from 0
    diagram.symbols.push_back(std::move(symbol));
  };
  add(step.x.size(), "inputs", "x");
  for (std::size_t k = 0; k < step.layers.size(); ++k) {
    const auto& W = step.layers[k].W;
    const bool last = k + 1 == step.layers.size();
    add(W.cols(), last ? "output" : fmt::format("layer {}", k + 1), last ? "p" : "a");
    diagram.between.push_back(fmt::format("W{}", k + 1));
    html::Rows rows;
    for (Index i = 0; i < W.rows(); ++i) rows.emplace_back(W.row(i).begin(), W.row(i).end());
    diagram.weights.push_back(std::move(rows));
  }
  constexpr int widest_drawn = 16;
  if (*std::max_element(diagram.layers.begin(), diagram.layers.end()) > widest_drawn) return "";
  diagram.description =
      fmt::format("The network {}: a line's width shows its weight, dashed where negative.",
                  reference::describe(step.architecture));
  return html::network_diagram(diagram);
}

/// An empty text counts as absent, so that its section of the template is left out.
void set_text(mustache::data& data, const std::string& key, const std::string& text) {
  if (text.empty()) {
    data.set(key, mustache::data{false});
  } else {
    data.set(key, text);
  }
}

mustache::data item_data(const StepItem& item) {
  mustache::data rows{mustache::data::type::list};
  for (Index i = 0; i < item.value.rows(); ++i) {
    mustache::data cells{mustache::data::type::list};
    for (Index j = 0; j < item.value.cols(); ++j) {
      mustache::data cell;
      cell.set("short", fmt::format("{:.5g}", item.value(i, j)));
      cell.set("full", fmt::format("{}", item.value(i, j)));
      cells << cell;
    }
    mustache::data row;
    row.set("cells", cells);
    rows << row;
  }
  mustache::data data;
  data.set("formula", formula_html(item.formula));
  data.set("shape", fmt::format("{} × {}", item.value.rows(), item.value.cols()));
  data.set("note", item.note);
  data.set("rows", rows);
  return data;
}

}  // namespace

std::string step_html(const explain::Step& step, const StepNames& names) {
  mustache::data list{mustache::data::type::list};
  for (const auto& section : sections(step, names)) {
    mustache::data items{mustache::data::type::list};
    for (const auto& item : section.items) items << item_data(item);
    mustache::data data;
    data.set("title", section.title);
    set_text(data, "text", section.text);
    data.set("items", items);
    list << data;
  }
  mustache::data page;
  page.set("title", names.title);
  page.set("network", reference::describe(step.architecture));
  page.set("style", std::string(pages::style_css));
  set_text(page, "diagram", diagram(step));
  page.set("sections", list);
  return mustache::mustache(std::string(pages::step_html_mustache)).render(page);
}

}  // namespace crescent::cli
