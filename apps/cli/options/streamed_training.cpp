#include "options/streamed_training.hpp"

#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/data/number.hpp>

#include "console/console.hpp"

namespace crescent::cli {
namespace {

data::PackedFile open(const ProblemOptions& options) {
  const TableOptions& table = options.table;
  if (!data::is_packed_file(table.file))
    throw Error(ErrorCode::invalid_argument,
                fmt::format("--memory trains on a packed file, part by part; write one with "
                            "'crescent pack {} --out data.crescent' and train on that",
                            table.file == "-" ? "data.csv" : table.file),
                {.file = table.file == "-" ? "standard input" : table.file});
  if (!table.labels.empty())
    throw Error(ErrorCode::invalid_argument,
                "--memory takes no --labels; put the labels into the packed file");
  data::PackedFile file(table.file, table.csv_options());
  for (const std::string& text : file.head().notes)
    note(fmt::format("{}: {}", file.head().source, text));
  return file;
}

experiment::StreamedProblem problem_of(const ProblemOptions& options, const data::PackedFile& file,
                                       const experiment::StreamOptions& stream) {
  std::optional<preprocess::Task> task;
  if (!options.task.empty()) task = preprocess::parse_task(options.task);
  auto problem = experiment::make_streamed_problem(file, options.target, task, stream);
  const std::string& weights = options.preprocess.weight_column;
  if (!weights.empty()) problem.weight_column = file.head().find(weights);
  return problem;
}

void tell_fewer(std::size_t rows, std::size_t wanted, const char* what) {
  // Every class has its share rounded, so a few less may be as wanted.
  if (static_cast<double>(rows) >= 0.99 * static_cast<double>(wanted)) return;
  note(fmt::format("{} of {} rows {}, as many as --memory holds", rows, wanted, what));
}

}  // namespace

std::size_t parse_memory(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, double>, 7> units = {{{"KiB", 1024.0},
                                                                         {"MiB", 1048576.0},
                                                                         {"GiB", 1073741824.0},
                                                                         {"KB", 1e3},
                                                                         {"MB", 1e6},
                                                                         {"GB", 1e9},
                                                                         {"B", 1.0}}};
  std::string_view digits = text;
  double unit = 1;
  for (const auto& [name, bytes] : units) {
    if (!text.ends_with(name)) continue;
    digits.remove_suffix(name.size());
    unit = bytes;
    break;
  }
  while (digits.ends_with(' ')) digits.remove_suffix(1);
  const auto number = data::parse_number(digits);
  if (!number || !(*number > 0) || *number * unit > 1e18)
    throw Error(ErrorCode::invalid_argument,
                fmt::format("--memory takes bytes, as in 512MB, 2GB or 512MiB, not '{}'", text));
  return static_cast<std::size_t>(*number * unit);
}

StreamedTraining::StreamedTraining(const ProblemOptions& options, std::size_t memory,
                                   double test_fraction)
    : file_(open(options)),
      stream_{.memory = memory, .test_fraction = test_fraction},
      problem_(problem_of(options, file_, stream_)) {}

experiment::StreamedFit StreamedTraining::fit(const experiment::Recipe& recipe,
                                              const data::Table* validation,
                                              const model::OnnxOptions& onnx,
                                              const train::Surroundings& surroundings) const {
  experiment::StreamOptions options = stream_;
  options.before_training = [&](const model::Model& model) {
    // Columns can be had of any model; writing it would take its time for nothing.
    if (onnx.inputs == model::OnnxInputs::tensor) static_cast<void>(model::to_onnx(model, onnx));
  };
  auto result = experiment::fit_streamed(recipe, problem_, options, validation, surroundings);
  if (result.unlabelled > 0)
    note(fmt::format("{} rows without a value in the target column are left out",
                     result.unlabelled));
  tell_fewer(static_cast<std::size_t>(result.held_out.x.rows()), result.wanted_test_rows,
             "are held out");
  if (validation == nullptr)
    tell_fewer(result.fitted.validation_rows, result.wanted_validation_rows,
               "judge the network on its way");
  tell_fewer(result.sample_rows, result.fitted.trained_rows, "are what the baselines learn from");
  return result;
}

}  // namespace crescent::cli
