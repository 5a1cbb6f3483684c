// Reading a table of 1,000,000 x 20 numbers from CSV text that the system holds in memory, and the
// copy of its bytes to compare with.
#include <cstring>
#include <memory>
#include <string>

#include <fmt/format.h>

#include <crescent/base/file.hpp>
#include <crescent/base/version.hpp>
#include <crescent/data/csv.hpp>

#include "../peers/peer.hpp"

namespace {

using namespace crescent;

std::string means(const data::Table& table) {
  std::string list;
  for (const data::Column& column : table.columns) {
    double sum = 0.0;
    for (const double number : column.numbers) sum += number;
    list += fmt::format("{}{:.17g}", list.empty() ? "" : ", ",
                        sum / static_cast<double>(column.rows()));
  }
  return fmt::format(R"({{"rows": {}, "means": [{}]}})", table.rows(), list);
}

void measure(const peer::Arguments& arguments, const std::string& workload) {
  const std::string path = arguments.folder + "/" + workload + ".csv";
  data::Table table;
  peer::report(
      arguments, workload.c_str(), "Crescent", std::string(version()).c_str(), "float64",
      [&] {
        table = {};
        table = data::read_csv(path, {.threads = arguments.threads});
        return std::string();
      },
      [&] { return means(table); });
  if (arguments.threads != 1) return;
  const FileBytes file = map_file(path);
  std::unique_ptr<char[]> copy;
  peer::report(
      arguments, workload.c_str(), "memcpy", "of the file", "float64",
      [&] {
        copy.reset(new char[file.view().size()]);
        std::memcpy(copy.get(), file.view().data(), file.view().size());
        return std::string();
      },
      [&] {
        return means(data::parse_csv({copy.get(), file.view().size()}, "copy"));
      });
}

}  // namespace

int main(int argc, char** argv) {
  const peer::Arguments arguments = peer::arguments(argc, argv);
  for (const char* workload : {"read_short", "read_long"}) measure(arguments, workload);
}
