#include "experiment/streamed_rows.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/preprocess/pipeline.hpp>
#include <crescent/preprocess/weights.hpp>
#include <crescent/random/random_state.hpp>

namespace crescent::experiment {
namespace {

using preprocess::Task;

/// Rows of a class that are still to come, and how many of them are still to be drawn for each
/// part.
struct Left {
  std::size_t rows = 0, test = 0, validation = 0, sample = 0;
};

/// The share of a class with `rows` of `all` rows, if `wanted` are wanted of all.
std::size_t share(std::size_t rows, std::size_t all, std::size_t wanted, std::size_t least,
                  std::size_t most) {
  const double exact =
      static_cast<double>(wanted) * static_cast<double>(rows) / static_cast<double>(all);
  return std::clamp(static_cast<std::size_t>(std::llround(exact)), std::min(least, most), most);
}

std::size_t class_of(const Problem& part, std::size_t row) {
  return part.target.task == Task::classification ? static_cast<std::size_t>(part.target.y[row])
                                                  : 0;
}

}  // namespace

std::vector<data::PackedFile::Pick> target_columns(const StreamedProblem& problem) {
  const std::size_t target = problem.target.column;
  std::vector<data::PackedFile::Pick> picks = {
      {.column = target, .spelled = problem.target.task == Task::classification}};
  if (problem.weight_column) picks.push_back({.column = *problem.weight_column});
  return picks;
}

Problem part_of(const StreamedProblem& problem, const data::Table& part) {
  Problem result{.table = part, .target = problem.target, .rows = {}};
  result.target.column = part.find(problem.target.name);
  if (problem.target.task == Task::classification) {
    result.target.y = preprocess::encode_labels(part, problem.target.name, problem.target.classes);
  } else {
    result.target.values = part.columns[result.target.column].numbers;
  }
  for (std::size_t row = 0; row < part.rows(); ++row)
    if (!result.target.is_missing(row)) result.rows.push_back(row);
  if (problem.weight_column) {
    const std::string& name = problem.file.head().columns[*problem.weight_column].name;
    result.weights = preprocess::read_weights(part, part.find(name), true);
  }
  return result;
}

void for_each_part(const StreamedProblem& problem,
                   const std::function<void(std::size_t first, const Problem&)>& take) {
  const auto picks = target_columns(problem);
  std::size_t first = 0;
  for (std::size_t g = 0; g < problem.file.group_rows().size(); ++g) {
    const std::size_t rows = problem.file.group_rows()[g];
    const data::Table table = problem.file.read(g, 0, rows, picks);
    take(first, part_of(problem, table));
    first += rows;
  }
}

std::vector<std::size_t> count_labelled(const StreamedProblem& problem) {
  const auto& target = problem.target;
  std::vector<std::size_t> counts(std::max<std::size_t>(target.classes.size(), 1));
  for_each_part(problem, [&](std::size_t, const Problem& part) {
    for (const std::size_t row : part.rows) ++counts[class_of(part, row)];
  });
  for (std::size_t k = 0; k < counts.size(); ++k) {
    if (counts[k] > 1) continue;
    const std::string what =
        target.classes.empty() ? "the target" : fmt::format("the class '{}'", target.classes[k]);
    throw Error(ErrorCode::data,
                fmt::format("{} has a single row, and training and held-out rows both need one; "
                            "add rows of it or remove this one",
                            what),
                {.file = problem.file.head().source});
  }
  return counts;
}

RowParts draw_parts(const StreamedProblem& problem, const std::vector<std::size_t>& labelled,
                    const PartSizes& sizes, std::uint32_t seed) {
  const std::size_t all = std::accumulate(labelled.begin(), labelled.end(), std::size_t{0});
  const std::size_t rows = problem.file.rows();
  RowParts parts{.train = std::vector<bool>(rows),
                 .test = std::vector<bool>(rows),
                 .validation = std::vector<bool>(rows),
                 .sample = std::vector<bool>(rows),
                 .labelled = labelled,
                 .train_rows = {}};
  std::vector<Left> left;
  for (const std::size_t count : labelled) {
    Left one{.rows = count};
    one.test = share(count, all, sizes.test, 1, count - 1);
    one.validation = share(count, all, sizes.validation, 0, count - one.test - 1);
    parts.train_rows.push_back(count - one.test - one.validation);
    one.sample = share(count, all, sizes.sample, 1, parts.train_rows.back());
    left.push_back(one);
  }
  random::RandomState random(seed);
  for_each_part(problem, [&](std::size_t first, const Problem& part) {
    for (const std::size_t row : part.rows) {
      Left& of_class = left[class_of(part, row)];
      // The place that the row has among those of its class that are still to come.
      double place = random.random_sample() * static_cast<double>(of_class.rows--);
      const auto is_drawn = [&place](std::size_t& wanted) {
        const bool drawn = place < static_cast<double>(wanted);
        place -= static_cast<double>(wanted);
        wanted -= drawn ? 1 : 0;
        return drawn;
      };
      if (is_drawn(of_class.test)) {
        parts.test[first + row] = true;
      } else if (is_drawn(of_class.validation)) {
        parts.validation[first + row] = true;
      } else {
        parts.train[first + row] = true;
        parts.sample[first + row] = is_drawn(of_class.sample);
      }
    }
  });
  return parts;
}

}  // namespace crescent::experiment
