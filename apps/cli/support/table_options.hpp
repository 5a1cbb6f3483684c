#pragma once

#include <optional>
#include <string>
#include <vector>

#include <crescent/data/csv.hpp>

namespace CLI {
class App;
}

namespace crescent::cli {

/// The options by which every command reads a CSV file.
struct TableOptions {
  std::string file;
  std::string delimiter;
  std::string header;
  std::vector<std::string> na_values;

  /// Adds the positional DATA.csv, --delimiter, --header and --na-values.
  void add_to(CLI::App& command);
  data::Table read() const;
};

}  // namespace crescent::cli
