// Columns that give the target away. Each is judged by a model of its own: what the training rows
// of a bin or level say, tried on the held-out rows.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <crescent/base/parallel.hpp>
#include <crescent/metrics/ranking.hpp>
#include <crescent/metrics/regression.hpp>

#include "checks.hpp"

namespace crescent::describe {
namespace {

using preprocess::ColumnType;
using preprocess::Target;
using preprocess::Task;

/// A bin's answer is drawn towards the overall one as if it had so many rows more.
constexpr double prior_rows = 1.0;

/// Rows by bin and class, (bins, classes).
Matrix<double> tally(const Bins& bins, const Target& target, const std::vector<std::size_t>& rows) {
  Matrix<double> counts = Matrix<double>::Zero(static_cast<Index>(bins.count()),
                                               static_cast<Index>(target.classes.size()));
  for (const std::size_t row : rows) counts(static_cast<Index>(bins.of(row)), target.y[row]) += 1.0;
  return counts;
}

/// How well a column alone tells the target on held-out rows.
struct Strength {
  std::size_t column = 0;
  double score = 0.0;  ///< ROC AUC, accuracy or R²
  double gain = 0.0;   ///< the same from 0, what knowing nothing gives, to 1, perfect
};

/// Probabilities (bins, classes) that the training rows give.
Matrix<double> probabilities_of(const Matrix<double>& counts) {
  const RowVector<double> overall = counts.colwise().sum() / counts.sum();
  Matrix<double> p = counts.rowwise() + prior_rows * overall;
  for (Index b = 0; b < p.rows(); ++b) p.row(b) /= p.row(b).sum();
  return p;
}

/// Held-out rows of one bin and class are one row of that weight.
double auc_of(const Matrix<double>& p, const Matrix<double>& held_out) {
  std::vector<int> y;
  std::vector<double> weights;
  Matrix<double> scores(2 * p.rows(), 2);
  for (Index b = 0; b < p.rows(); ++b) {
    for (int k = 0; k < 2; ++k) {
      scores.row(2 * b + k) = p.row(b);
      y.push_back(k);
      weights.push_back(held_out(b, k));
    }
  }
  return metrics::roc_auc(y, scores, weights);
}

Strength judge_classes(const Subject& subject, const Bins& bins) {
  const Target& target = *subject.target;
  const Matrix<double> p = probabilities_of(tally(bins, target, subject.split.train));
  const Matrix<double> held_out = tally(bins, target, subject.split.test);
  if (target.classes.size() == 2) {
    const double auc = auc_of(p, held_out);
    return {.score = auc, .gain = 2.0 * auc - 1.0};
  }
  double right = 0.0;
  for (Index b = 0; b < p.rows(); ++b) {
    Index best = 0;
    p.row(b).maxCoeff(&best);
    right += held_out(b, best);
  }
  const double accuracy = right / held_out.sum();
  const double majority = held_out.colwise().sum().maxCoeff() / held_out.sum();
  return {.score = accuracy, .gain = majority < 1 ? (accuracy - majority) / (1 - majority) : 0};
}

Strength judge_values(const Subject& subject, const Bins& bins) {
  const auto& values = subject.target->values;
  double sum = 0.0;
  std::vector<double> sums(bins.count()), counts(bins.count());
  for (const std::size_t row : subject.split.train) {
    const std::size_t bin = bins.of(row);
    sums[bin] += values[row];
    counts[bin] += 1.0;
    sum += values[row];
  }
  const double mean = sum / static_cast<double>(subject.split.train.size());
  std::vector<double> truth, predicted;
  for (const std::size_t row : subject.split.test) {
    const std::size_t bin = bins.of(row);
    truth.push_back(values[row]);
    predicted.push_back((sums[bin] + prior_rows * mean) / (counts[bin] + prior_rows));
  }
  const double r2 = metrics::r2(truth, predicted);
  return {.score = r2, .gain = r2};
}

bool can_be_judged(const Subject& subject, std::size_t c) {
  const ColumnType type = subject.profiles[c].summary.inferred.type;
  return !subject.is_target(c) && type != ColumnType::constant && type != ColumnType::id &&
         type != ColumnType::date;
}

std::string score_text(const Subject& subject, const Strength& strength) {
  if (subject.target->task == Task::regression) return fmt::format("R² {:.2f}", strength.score);
  if (subject.target->classes.size() == 2) return fmt::format("ROC AUC {:.2f}", strength.score);
  return fmt::format("accuracy {:.2f}", strength.score);
}

/// From strongest to weakest.
std::vector<Strength> strengths_of(const Subject& subject) {
  std::vector<Strength> all(subject.profiles.size());
  parallel_for(subject.options.threads, all.size(), [&](std::size_t c) {
    if (!can_be_judged(subject, c)) return;
    const Bins bins(subject.table.columns[c], subject.profiles[c]);
    const bool classes = subject.target->task == Task::classification;
    const Strength found = classes ? judge_classes(subject, bins) : judge_values(subject, bins);
    if (std::isfinite(found.gain)) all[c] = found;
  });
  for (std::size_t c = 0; c < all.size(); ++c) all[c].column = c;
  std::stable_sort(all.begin(), all.end(),
                   [](const Strength& a, const Strength& b) { return a.gain > b.gain; });
  return all;
}

/// How far a column must get to be told: nearly all the way, or part of it far ahead of the next.
struct Bars {
  double alone, ahead, gap;
};

Bars bars_of(const Target& target) {
  if (target.task == Task::regression) return {0.95, 0.7, 0.3};
  if (target.classes.size() == 2) return {0.9, 0.5, 0.24};  // ROC AUC 0.95, 0.75, 0.12 apart
  return {0.9, 0.5, 0.3};
}

void check_strengths(const Subject& subject, Warnings& warnings) {
  const std::vector<Strength> all = strengths_of(subject);
  const Bars bars = bars_of(*subject.target);
  const std::string& target = subject.target->name;
  std::size_t next = 0;
  for (; next < all.size() && all[next].gain >= bars.alone; ++next) {
    const std::string& name = subject.profiles[all[next].column].summary.name;
    warnings.push_back({"leak",
                        {name},
                        fmt::format("'{}' tells '{}' almost alone ({} on held-out rows)", name,
                                    target, score_text(subject, all[next])),
                        Remedy::leave_out_if_later});
  }
  if (next + 1 >= all.size() || all[next].gain < bars.ahead ||
      all[next].gain - all[next + 1].gain < bars.gap)
    return;
  const std::string& name = subject.profiles[all[next].column].summary.name;
  const std::string& other = subject.profiles[all[next + 1].column].summary.name;
  warnings.push_back(
      {"leak",
       {name},
       fmt::format("'{}' alone tells far more of '{}' than any other column ({} on held-out rows, "
                   "'{}' {})",
                   name, target, score_text(subject, all[next]), other,
                   score_text(subject, all[next + 1])),
       Remedy::leave_out_if_later});
}

/// Where a column has values at all, or none, the class is one and the same.
void check_presence(const Subject& subject, std::size_t c, Warnings& warnings) {
  constexpr double pure = 0.99, chance = 1e-6;
  const Target& target = *subject.target;
  const data::Column& column = subject.table.columns[c];
  Matrix<double> counts = Matrix<double>::Zero(2, static_cast<Index>(target.classes.size()));
  for (std::size_t row = 0; row < target.y.size(); ++row)
    if (target.y[row] >= 0) counts(column.is_missing(row) ? 1 : 0, target.y[row]) += 1.0;
  const RowVector<double> overall = counts.colwise().sum() / counts.sum();
  for (Index group = 0; group < 2; ++group) {
    const double rows = counts.row(group).sum();
    Index k = 0;
    if (rows == 0 || counts.row(group).maxCoeff(&k) < pure * rows) continue;
    if (std::pow(overall(k), rows) > chance) continue;
    warnings.push_back(
        {"leak",
         {column.name},
         fmt::format("where '{}' is {}, '{}' is '{}' ({:.0f} of {:.0f} rows; {:.0f} % of all)",
                     column.name, group == 0 ? "there" : "missing", target.name,
                     target.classes[static_cast<std::size_t>(k)], counts(group, k), rows,
                     100.0 * overall(k)),
         Remedy::leave_out_if_filled});
    return;
  }
}

}  // namespace

void check_leaks(const Subject& subject, Warnings& warnings) {
  if (!subject.target || subject.split.test.size() < 2) return;
  check_strengths(subject, warnings);
  if (subject.target->task == Task::regression) return;
  const std::size_t strong = warnings.size();
  for (std::size_t c = 0; c < subject.profiles.size(); ++c) {
    const ColumnSummary& summary = subject.profiles[c].summary;
    if (subject.is_target(c) || summary.missing == 0 || summary.missing == subject.table.rows())
      continue;
    const bool told = std::any_of(
        warnings.begin(), warnings.begin() + static_cast<std::ptrdiff_t>(strong),
        [&](const Warning& warning) { return warning.columns.front() == summary.name; });
    if (!told) check_presence(subject, c, warnings);
  }
}

}  // namespace crescent::describe
