// Warnings about one column at a time.
#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "checks.hpp"

namespace crescent::describe {
namespace {

using preprocess::ColumnType;

/// Texts that stand for "no value", beside those that a reader of CSV files knows; in lower case.
constexpr std::array<std::string_view, 14> missing_words = {
    "unknown", "unk", "none", "missing", "undefined", "unspecified", "not available",
    "nil",     "-",   "--",   ".",       "#n/a",      "n.a.",        "<na>"};

bool is_missing_word(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return std::find(missing_words.begin(), missing_words.end(), text) != missing_words.end();
}

/// -1, -9, -99, …, and 99, 999, 9999, …
bool is_placeholder_number(double value) {
  if (value == -1.0) return true;
  for (double nines = 9.0; nines < 1e10; nines = nines * 10.0 + 9.0)
    if (value == -nines || (value == nines && nines > 9.0)) return true;
  return false;
}

/// At least two rows, and one in a thousand.
bool is_frequent(std::size_t count, std::size_t rows) { return count >= 2 && count * 1000 >= rows; }

std::optional<Repeated> placeholder_number(const Profile& profile, std::size_t rows) {
  if (!profile.summary.is_numeric || profile.summary.distinct < 5) return {};
  const Repeated &least = profile.least, &most = profile.most;
  // Below zero where no other number is; or further off than all others are apart.
  if (is_placeholder_number(least.value) && least.value < 0 && profile.above_least.value >= 0 &&
      is_frequent(least.count, rows))
    return least;
  const double gap = most.value - profile.below_most.value;
  if (is_placeholder_number(most.value) && gap > profile.below_most.value - least.value &&
      is_frequent(most.count, rows))
    return most;
  return {};
}

/// Words that stand for a missing value, with the columns and rows they are in.
void check_missing_words(const Subject& subject, Warnings& warnings) {
  std::map<std::string, Warning> found;
  for (std::size_t c = 0; c < subject.profiles.size(); ++c) {
    const data::Column& column = subject.table.columns[c];
    for (std::size_t k = 0; k < column.levels.size(); ++k) {
      const std::size_t count = subject.profiles[c].counts[k];
      if (count == 0 || !is_missing_word(column.levels[k])) continue;
      Warning& warning = found[column.levels[k]];
      warning.text += fmt::format("{}'{}' ({})", warning.columns.empty() ? "" : ", ", column.name,
                                  rows_text(count));
      warning.columns.push_back(column.name);
    }
  }
  for (auto& [word, warning] : found) {
    warning.kind = "placeholder";
    warning.text = fmt::format("'{}' may stand for a missing value in {}", word, warning.text);
    warning.remedy = Remedy::name_missing;
    warning.value = word;
    warnings.push_back(std::move(warning));
  }
}

bool is_capped(const Profile& profile, std::size_t rows) {
  const std::size_t distinct = profile.summary.distinct;
  if (!profile.summary.is_numeric || distinct <= 20) return false;
  const double usual = static_cast<double>(profile.present(rows)) / static_cast<double>(distinct);
  return profile.most.count >= 10 && profile.most.count * 100 >= rows &&
         static_cast<double>(profile.most.count) > 2.5 * usual &&
         profile.most.count > 3 * profile.below_most.count;
}

/// The names of the columns that `wanted` says yes to, the target left out.
template <class Wanted>
std::vector<std::string> columns_where(const Subject& subject, const Wanted& wanted) {
  std::vector<std::string> names;
  for (std::size_t c = 0; c < subject.profiles.size(); ++c)
    if (!subject.is_target(c) && wanted(subject.profiles[c]))
      names.push_back(subject.profiles[c].summary.name);
  return names;
}

}  // namespace

void check_placeholders(const Subject& subject, Warnings& warnings) {
  check_missing_words(subject, warnings);
  for (const Profile& profile : subject.profiles) {
    const auto number = placeholder_number(profile, subject.table.rows());
    if (!number) continue;
    warnings.push_back(
        {"placeholder",
         {profile.summary.name},
         fmt::format(
             "{} in '{}' ({}) stands apart from all other numbers: it may stand for a missing "
             "value",
             number->value, profile.summary.name, rows_text(number->count)),
         Remedy::name_missing,
         fmt::format("{}", number->value)});
  }
}

void check_caps(const Subject& subject, Warnings& warnings) {
  for (std::size_t c = 0; c < subject.profiles.size(); ++c) {
    const Profile& profile = subject.profiles[c];
    if (!is_capped(profile, subject.table.rows())) continue;
    const std::string more = subject.is_target(c) ? "; no model can learn what lies above" : "";
    warnings.push_back({"capped",
                        {profile.summary.name},
                        fmt::format("{} stand at the maximum of '{}', {}: larger values were "
                                    "probably cut off there{}",
                                    rows_text(profile.most.count), profile.summary.name,
                                    profile.most.value, more)});
  }
}

void check_mixed(const Subject& subject, Warnings& warnings) {
  for (std::size_t c = 0; c < subject.profiles.size(); ++c) {
    const Profile& profile = subject.profiles[c];
    const std::size_t present = profile.present(subject.table.rows());
    if (profile.summary.is_numeric || profile.number_rows * 10 < present * 9 ||
        profile.number_rows == 0 || profile.summary.inferred.type == ColumnType::date)
      continue;
    const data::Column& column = subject.table.columns[c];
    const std::size_t texts = present - profile.number_rows;
    warnings.push_back(
        {"mixed",
         {column.name},
         fmt::format("'{}' holds numbers, but {} of text; the first is '{}' on line {}",
                     column.name, rows_text(texts), column.text(column.first_text_row),
                     subject.table.line(column.first_text_row)),
         Remedy::correct_or_missing});
  }
}

void check_unused(const Subject& subject, Warnings& warnings) {
  const auto constants = columns_where(subject, [](const Profile& profile) {
    return profile.summary.inferred.type == ColumnType::constant;
  });
  if (!constants.empty())
    warnings.push_back({"constant", constants,
                        fmt::format("{} hold{} one value or none: not used", listed(constants),
                                    constants.size() == 1 ? "s" : "")});
  for (std::size_t c = 0; c < subject.profiles.size(); ++c) {
    const ColumnSummary& summary = subject.profiles[c].summary;
    const bool is_id = summary.inferred.type == ColumnType::id;
    if (subject.is_target(c) || (!is_id && summary.inferred.type != ColumnType::date)) continue;
    warnings.push_back(
        {is_id ? "id" : "date",
         {summary.name},
         is_id ? fmt::format("'{}' looks like an id ({}): not used", summary.name,
                             summary.inferred.reason)
               : fmt::format("'{}' holds {}: not used; make numbers of them if they matter",
                             summary.name, summary.inferred.reason),
         is_id ? Remedy::use_id : Remedy::none});
  }
}

void check_levels(const Subject& subject, Warnings& warnings) {
  constexpr std::size_t rare = 5;
  for (std::size_t c = 0; c < subject.profiles.size(); ++c) {
    const Profile& profile = subject.profiles[c];
    const ColumnSummary& summary = profile.summary;
    if (summary.is_numeric || summary.inferred.type != ColumnType::categorical) continue;
    if (summary.distinct > subject.options.max_levels && !subject.is_target(c)) {
      warnings.push_back({"levels",
                          {summary.name},
                          fmt::format("'{}' has {} different texts, more than {}: not used",
                                      summary.name, summary.distinct, subject.options.max_levels),
                          Remedy::use_levels});
      continue;
    }
    std::vector<std::string> once, few;
    for (std::size_t k = 0; k < profile.counts.size(); ++k) {
      const std::string& level = subject.table.columns[c].levels[k];
      if (profile.counts[k] == 1) once.push_back(level);
      if (profile.counts[k] > 1 && profile.counts[k] <= rare) few.push_back(level);
    }
    if (!once.empty())
      warnings.push_back({"rare",
                          {summary.name},
                          fmt::format("in '{}', {} stand{} in a single row: it is either learned "
                                      "from or tested on, not both",
                                      summary.name, listed(once), once.size() == 1 ? "s" : "")});
    if (!few.empty())
      warnings.push_back({"rare",
                          {summary.name},
                          fmt::format("in '{}', {} stand{} in at most {} rows", summary.name,
                                      listed(few), few.size() == 1 ? "s" : "", rare)});
  }
}

void check_missing(const Subject& subject, Warnings& warnings) {
  const std::size_t rows = subject.table.rows();
  for (std::size_t c = 0; c < subject.profiles.size(); ++c) {
    const ColumnSummary& summary = subject.profiles[c].summary;
    if (summary.missing * 2 < rows || summary.missing == rows || subject.is_target(c)) continue;
    warnings.push_back({"missing",
                        {summary.name},
                        fmt::format("'{}' is missing in {} of the rows", summary.name,
                                    percent(summary.missing, rows))});
  }
}

void check_scales(const Subject& subject, Warnings& warnings) {
  const std::size_t rows = subject.table.rows();
  const auto used = [](const Profile& profile) {
    return profile.summary.is_numeric && profile.deviation > 0 &&
           profile.summary.inferred.type == ColumnType::numeric;
  };
  // One number in three rows of four: both quartiles are the same.
  const auto lopsided = columns_where(subject, [&](const Profile& profile) {
    return used(profile) && profile.mode.count * 4 >= 3 * profile.present(rows);
  });
  if (!lopsided.empty())
    warnings.push_back({"skewed", lopsided,
                        fmt::format("{} hold{} one number in at least three rows of four",
                                    listed(lopsided), lopsided.size() == 1 ? "s" : ""),
                        Remedy::scale_robustly});
  const Profile *small = nullptr, *large = nullptr;
  for (std::size_t c = 0; c < subject.profiles.size(); ++c) {
    const Profile& profile = subject.profiles[c];
    if (subject.is_target(c) || !used(profile)) continue;
    if (!small || profile.deviation < small->deviation) small = &profile;
    if (!large || profile.deviation > large->deviation) large = &profile;
  }
  if (!small || large->deviation < 1000.0 * small->deviation) return;
  warnings.push_back(
      {"scales",
       {small->summary.name, large->summary.name},
       fmt::format("numbers differ in size: the deviation of '{}' is {:.2g}, of '{}' "
                   "{:.2g}",
                   small->summary.name, small->deviation, large->summary.name, large->deviation),
       Remedy::scale});
}

}  // namespace crescent::describe
