#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <crescent/plot/figure.hpp>

#include "console/json.hpp"

/// A page of tables and pictures, in one file that needs no other.
namespace crescent::cli::report {

struct Table {
  std::string caption;
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;
  int best = -1;  ///< the row to stand out; -1: none
};

struct Picture {
  plot::Figure figure;
  std::string alt;  ///< what is seen, for those who do not see it
  std::string caption;
};

/// Side by side where there is room.
struct Pictures {
  std::vector<Picture> pictures;
};

struct Bar {
  std::string name;
  std::string value;
  double share = 0;  ///< of the full width, 0 to 1
};

struct Bars {
  std::string caption;
  std::vector<Bar> bars;
};

using Block = std::variant<std::string, Table, Pictures, Bars>;  ///< a string: a paragraph

struct Section {
  std::string title;
  std::vector<Block> blocks;
};

struct Page {
  std::string brand;  ///< what kind of page it is
  std::string title;
  std::vector<std::string> lead;                           ///< sentences
  std::vector<std::pair<std::string, std::string>> tiles;  ///< name and number
  std::vector<Section> sections;
};

/// Well-formed XHTML; texts are escaped. Throws Error(io) when gnuplot is missing or fails.
std::string html(const Page& page);

/// Throws Error(io) if `directory` cannot be made or gnuplot is missing: before long work.
void prepare(const std::string& directory);

/// Writes index.html and report.json into `directory`, each aside and renamed. Throws Error(io).
void write(const std::string& directory, const Page& page, const Json& json);

}  // namespace crescent::cli::report
