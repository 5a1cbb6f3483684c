#include <cmath>

#include <crescent/base/choice.hpp>
#include <crescent/preprocess/pipeline.hpp>
#include <crescent/preprocess/target.hpp>

namespace crescent::preprocess {
namespace {

// In the order of the enumeration.
const std::vector<std::string> tasks = {"classification", "regression"};

}  // namespace

bool Target::is_missing(std::size_t row) const {
  return task == Task::classification ? y[row] < 0 : std::isnan(values[row]);
}

Target read_target(const data::Table& table, std::size_t target, std::optional<Task>) {
  Target result;
  result.name = table.columns.at(target).name;
  result.classes = find_classes(table, target);
  result.y = encode_labels(table, result.name, result.classes);
  return result;
}

std::string_view name(Task task) { return tasks[static_cast<std::size_t>(task)]; }

Task parse_task(std::string_view text) {
  return static_cast<Task>(find_choice(tasks, text, "task"));
}

}  // namespace crescent::preprocess
