#include "reports/page.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>
#include <kainjow/mustache.hpp>

#include <crescent/base/error.hpp>
#include <crescent/base/file.hpp>
#include <crescent/base/version.hpp>

#include "embedded/pages.hpp"
#include "html/format.hpp"

namespace crescent::cli::report {
namespace {

namespace mustache = kainjow::mustache;
using mustache::data;

data list() { return data{data::type::list}; }

data cells_of(const std::vector<std::string>& cells) {
  data all = list();
  for (std::size_t j = 0; j < cells.size(); ++j) {
    data cell;
    cell.set("text", cells[j]);
    cell.set("first", data{j == 0});
    cell.set("later", data{j != 0});
    all << cell;
  }
  return all;
}

data data_of(const Table& table) {
  data result, rows = list();
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    data row;
    row.set("cells", cells_of(table.rows[i]));
    row.set("best", data{static_cast<int>(i) == table.best});
    rows << row;
  }
  result.set("caption", table.caption);
  result.set("head", cells_of(table.head));
  result.set("rows", rows);
  return result;
}

data data_of(const Pictures& pictures) {
  data all = list();
  for (const Picture& picture : pictures.pictures) {
    data one;
    one.set("source", "data:image/svg+xml;base64," +
                          html::base64(plot::render(picture.figure, plot::Format::svg)));
    one.set("alt", picture.alt);
    one.set("caption", picture.caption);
    all << one;
  }
  data result;
  result.set("all", all);
  result.set("single", data{pictures.pictures.size() == 1});
  return result;
}

data data_of(const Bars& bars) {
  data all = list();
  for (const Bar& bar : bars.bars) {
    data one;
    one.set("name", bar.name);
    one.set("value", bar.value);
    one.set("percent", fmt::format("{:.1f}", 100 * std::clamp(bar.share, 0.0, 1.0)));
    all << one;
  }
  data result;
  result.set("caption", bars.caption);
  result.set("all", all);
  return result;
}

/// A block under the key of its kind; the keys of other kinds are false.
data block_data(const Block& block) {
  data result;
  for (const char* kind : {"paragraph", "table", "pictures", "bars"}) result.set(kind, data{false});
  if (const auto* text = std::get_if<std::string>(&block)) result.set("paragraph", *text);
  if (const auto* table = std::get_if<Table>(&block)) result.set("table", data_of(*table));
  if (const auto* pictures = std::get_if<Pictures>(&block)) {
    result.set("pictures", data_of(*pictures));
  }
  if (const auto* bars = std::get_if<Bars>(&block)) result.set("bars", data_of(*bars));
  return result;
}

data sections_data(const Page& page) {
  data sections = list();
  for (std::size_t i = 0; i < page.sections.size(); ++i) {
    data blocks = list();
    for (const Block& block : page.sections[i].blocks) blocks << block_data(block);
    data section;
    section.set("id", fmt::format("part-{}", i + 1));
    section.set("title", page.sections[i].title);
    section.set("blocks", blocks);
    sections << section;
  }
  return sections;
}

}  // namespace

std::string html(const Page& page) {
  data lead = list(), tiles = list();
  for (const std::string& sentence : page.lead) {
    data one;
    one.set("text", sentence);
    lead << one;
  }
  for (const auto& [name, value] : page.tiles) {
    data one;
    one.set("name", name);
    one.set("value", value);
    tiles << one;
  }
  data context;
  context.set("brand", page.brand);
  context.set("title", page.title);
  context.set("lead", lead);
  context.set("tiles", tiles);
  context.set("sections", sections_data(page));
  context.set("style", std::string(pages::style_css));
  context.set("version", std::string(version()));
  return mustache::mustache(std::string(pages::report_html_mustache)).render(context);
}

void prepare(const std::string& directory) {
  plot::require_gnuplot();
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (!std::filesystem::is_directory(directory)) {
    throw Error(ErrorCode::io,
                fmt::format("cannot be made a folder for the report{}; choose another",
                            error ? " (" + error.message() + ")" : ""),
                {.file = directory});
  }
}

void write(const std::string& directory, const Page& page, const Json& json) {
  prepare(directory);
  const std::filesystem::path folder = directory;
  write_file(folder / "report.json",
             json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  write_file(folder / "index.html", html(page));
}

}  // namespace crescent::cli::report
