#pragma once

#include <string>
#include <vector>

#include <crescent/data/csv.hpp>

namespace CLI {
class App;
}

namespace crescent::cli {

/// The options by which every command reads a table.
struct TableOptions {
  std::string file;
  std::string labels;  ///< a second file with the column "label"; empty: none
  std::string delimiter;
  std::string header;
  std::vector<std::string> na_values;

  /// Adds the positional DATA.csv, --labels, --delimiter, --header and --na-values.
  void add_to(CLI::App& command);
  /// Reads the file and tells the user what is odd about it.
  data::Table read() const;
};

}  // namespace crescent::cli
