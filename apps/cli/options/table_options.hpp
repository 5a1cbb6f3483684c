#pragma once

#include <memory>
#include <string>
#include <vector>

#include <crescent/data/csv.hpp>
#include <crescent/data/table_stream.hpp>

#include "console/json.hpp"

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
  /// What the options say about a CSV file.
  data::CsvOptions csv_options() const;
  /// Reads the file and tells the user what is odd about it.
  data::Table read() const;
  /// What the record of a model says of the file: `data`, its name, and `data_sha256`, of its bytes
  /// (`labels_sha256` of the second file). Standard input is gone once it is read: a name alone.
  Json origin() const;
  /// Opens the file to be read part by part. `text_columns`: those to be kept as they are written.
  std::unique_ptr<data::TableStream> open(const std::vector<std::string>& text_columns) const;
};

}  // namespace crescent::cli
