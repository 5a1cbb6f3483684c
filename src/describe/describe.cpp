#include <numeric>

#include <crescent/base/error.hpp>
#include <crescent/base/parallel.hpp>
#include <crescent/data/split.hpp>
#include <crescent/describe/describe.hpp>

#include "checks.hpp"

namespace crescent::describe {
namespace {

using preprocess::Target;
using preprocess::Task;

std::vector<Profile> profiles_of(const data::Table& table, int threads) {
  std::vector<std::size_t> rows(table.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  std::vector<Profile> profiles(table.columns.size());
  parallel_for(threads, profiles.size(),
               [&](std::size_t c) { profiles[c] = make_profile(table, c, rows); });
  return profiles;
}

/// As train cuts rows. Where a class or the table is too small for that, nothing: train will say
/// so.
data::Split split_of(const data::Table& table, const std::optional<Target>& target,
                     const Options& options) {
  std::vector<std::size_t> rows;
  std::vector<int> y;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (target && target->is_missing(row)) continue;
    rows.push_back(row);
    if (target && target->task == Task::classification) y.push_back(target->y[row]);
  }
  data::Split split;
  try {
    split = y.empty() ? data::random_split(rows.size(), options.test_fraction, options.seed)
                      : data::stratified_split(y, options.test_fraction, options.seed);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::data) throw;
    return {};
  }
  for (auto* part : {&split.train, &split.test})
    for (std::size_t& row : *part) row = rows[row];
  return split;
}

TargetSummary summary_of(const Target& target) {
  TargetSummary summary{.name = target.name, .task = target.task};
  for (const std::string& name : target.classes) summary.classes.push_back({name, 0});
  for (const int k : target.y)
    if (k >= 0) ++summary.classes[static_cast<std::size_t>(k)].count;
  return summary;
}

}  // namespace

Report describe(const data::Table& table, const Options& options) {
  std::optional<Target> target;
  if (!options.target.empty())
    target = preprocess::read_target(table, table.find(options.target), options.task);
  const std::vector<Profile> profiles = profiles_of(table, options.threads);
  const data::Split split = split_of(table, target, options);
  Report report{.source = table.source,
                .has_header = table.has_header,
                .rows = table.rows(),
                .columns = {},
                .warnings = {}};
  if (target) report.target = summary_of(*target);
  for (const Profile& profile : profiles) {
    report.columns.push_back(profile.summary);
    report.missing += profile.summary.missing;
  }
  const Subject subject{table, options, profiles, target, split};
  for (const auto check :
       {check_leaks, check_equal_rows, check_target, check_placeholders, check_caps, check_mixed,
        check_unused, check_levels, check_missing, check_scales})
    check(subject, report.warnings);
  return report;
}

}  // namespace crescent::describe
