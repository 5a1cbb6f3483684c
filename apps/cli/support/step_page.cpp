#include <regex>

#include <fmt/format.h>
#include <kainjow/mustache.hpp>

#include "embedded/pages.hpp"
#include "step_report.hpp"

namespace crescent::cli {
namespace {

namespace mustache = kainjow::mustache;

/// "delta1 = (delta2 W2ᵀ)" with subscripts and italics; the text itself is escaped first.
std::string formula_html(const std::string& formula) {
  std::string html;
  for (const char c : formula) html += c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
  static const std::regex indexed(R"(\b(e\^-?)?(delta|dW|db|W|b|z|a)([0-9]+))");
  html = std::regex_replace(html, indexed, "$1<i>$2</i><sub>$3</sub>");
  static const std::regex greek("<i>delta</i>");
  return std::regex_replace(html, greek, "<i>δ</i>");
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
    // An empty text would count as one, and leave an empty paragraph.
    if (!section.text.empty()) data.set("text", section.text);
    data.set("items", items);
    list << data;
  }
  mustache::data page;
  page.set("title", names.title);
  page.set("network", reference::describe(step.architecture));
  page.set("style", std::string(pages::style_css));
  page.set("sections", list);
  return mustache::mustache(std::string(pages::step_html_mustache)).render(page);
}

}  // namespace crescent::cli
