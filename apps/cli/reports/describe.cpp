#include "reports/describe.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include <crescent/data/number.hpp>

#include "console/console.hpp"

namespace crescent::cli {
namespace {

using describe::ColumnSummary;
using describe::Report;
using describe::TargetSummary;
using preprocess::ColumnType;
using preprocess::Task;

/// Characters, not bytes: those that go on a UTF-8 character are not counted.
std::size_t length_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

/// At most `length` characters, the last of them an ellipsis if some are left out.
std::string shortened(const std::string& text, std::size_t length) {
  if (length_of(text) <= length) return text;
  std::string cut;
  std::size_t taken = 0;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U &&
        ++taken >= std::max<std::size_t>(length, 1))
      break;
    cut += c;
  }
  return cut + "…";
}

std::string padded(const std::string& text, std::size_t length) {
  return text + std::string(length - std::min(length, length_of(text)), ' ');
}

std::string percent(std::size_t part, std::size_t whole) {
  const double share = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  return fmt::format("{:.{}f} %", share, share >= 1.0 || part == 0 ? 0 : 1);
}

/// Range or most frequent texts.
std::string values_text(const ColumnSummary& column, std::size_t rows) {
  if (column.is_numeric)
    return column.distinct == 0 ? "-"
                                : fmt::format("{:.6g} to {:.6g}, median {:.6g}", column.min,
                                              column.max, column.median);
  if (column.inferred.type == ColumnType::id || column.inferred.type == ColumnType::date)
    return column.top.empty() ? "-" : fmt::format("'{}', …", one_line(column.top[0].text));
  std::string text;
  for (const auto& level : column.top)
    text += fmt::format("{}'{}' {}", text.empty() ? "" : ", ", shortened(one_line(level.text), 24),
                        percent(level.count, rows));
  if (column.distinct > column.top.size()) text += ", …";
  return text;
}

std::string target_text(const TargetSummary& target) {
  if (target.task == Task::regression)
    return fmt::format("target '{}': a quantity (regression)\n", one_line(target.name));
  constexpr std::size_t shown = 10;
  std::size_t rows = 0;
  for (const auto& level : target.classes) rows += level.count;
  std::string text =
      fmt::format("target '{}': {} classes", one_line(target.name), target.classes.size());
  for (std::size_t k = 0; k < std::min(shown, target.classes.size()); ++k)
    text += fmt::format("{} '{}' {}", k == 0 ? ":" : ",", one_line(target.classes[k].text),
                        percent(target.classes[k].count, rows));
  return text + (target.classes.size() > shown ? ", …\n" : "\n");
}

/// What to do about it, in the words of this command's options.
std::string remedy_text(const describe::Warning& warning, const Report& report) {
  using describe::Remedy;
  const std::string target = report.target ? report.target->name : "";
  switch (warning.remedy) {
    case Remedy::none:
      break;
    case Remedy::name_missing:
      return "; if so, say --na-values " +
             (data::parse_number(warning.value) ? warning.value : "'" + warning.value + "'");
    case Remedy::correct_or_missing:
      return ": correct it, or say --na-values if it means a missing value";
    case Remedy::use_id:
      return ", but by --id-column, --numeric or --categorical";
    case Remedy::use_levels:
      return ", but by --categorical";
    case Remedy::leave_out_if_later:
      return fmt::format(": if it is known only after '{}', --ignore it", target);
    case Remedy::leave_out_if_filled:
      return fmt::format(": if it is filled in only after '{}' is known, --ignore it", target);
    case Remedy::scale_robustly:
      return ": try --scaler robust";
    case Remedy::scale:
      return "; leave --scaler as it is, and do not take 'none'";
  }
  return "";
}

/// The text from column `indent` on, cut between words at `width`.
std::string wrapped(const std::string& text, std::size_t indent, std::size_t width) {
  std::string result, line;
  const std::size_t room = width > indent + 20 ? width - indent : 0;
  const auto add = [&](const std::string& word) {
    if (room > 0 && !line.empty() && length_of(line) + 1 + length_of(word) > room) {
      result += line + "\n" + std::string(indent, ' ');
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  };
  std::size_t begin = 0;
  for (std::size_t end = 0; end != std::string::npos; begin = end + 1) {
    end = text.find(' ', begin);
    add(text.substr(begin, end == std::string::npos ? end : end - begin));
  }
  return result + line + "\n";
}

std::string table_text(const Report& report, std::size_t width) {
  std::size_t names = 6;
  for (const ColumnSummary& column : report.columns)
    names = std::max(names, length_of(one_line(column.name)));
  names = std::min<std::size_t>(names, 28);
  std::string text = fmt::format("{}  {:<11}  {:>8}  {:>8}  {}\n", padded("column", names), "type",
                                 "missing", "distinct", "values");
  for (const ColumnSummary& column : report.columns) {
    std::string line = fmt::format("{}  {:<11}  {:>8}  {:>8}  {}",
                                   padded(shortened(one_line(column.name), names), names),
                                   preprocess::name(column.inferred.type), column.missing,
                                   column.distinct, values_text(column, report.rows));
    text += (width > 0 ? shortened(line, width) : line) + "\n";
  }
  return text;
}

}  // namespace

std::string to_text(const Report& report, std::size_t width) {
  const std::size_t cells = report.rows * report.columns.size();
  std::string text = fmt::format("{}: {} rows, {} columns, {}; {} missing cells ({})\n",
                                 one_line(report.source), report.rows, report.columns.size(),
                                 report.has_header ? "with a header" : "no header", report.missing,
                                 percent(report.missing, std::max<std::size_t>(cells, 1)));
  if (report.target) text += target_text(*report.target);
  text += "\n" + table_text(report, width) + "\n";
  if (report.warnings.empty()) return text + "nothing to warn of\n";
  std::size_t kinds = 0;
  for (const auto& warning : report.warnings) kinds = std::max(kinds, warning.kind.size());
  text +=
      fmt::format("{} warning{}\n", report.warnings.size(), report.warnings.size() == 1 ? "" : "s");
  for (const auto& warning : report.warnings)
    text += "  " + padded(warning.kind, kinds) + "  " +
            wrapped(one_line(warning.text + remedy_text(warning, report)), kinds + 4, width);
  return text;
}

Json to_json(const Report& report) {
  const auto number = [](double value) { return std::isnan(value) ? Json() : Json(value); };
  Json columns = Json::array(), warnings = Json::array();
  for (const ColumnSummary& column : report.columns) {
    Json entry = {{"name", column.name},
                  {"type", preprocess::name(column.inferred.type)},
                  {"reason", column.inferred.reason},
                  {"missing", column.missing},
                  {"distinct", column.distinct}};
    if (column.is_numeric) {
      entry.update({{"min", number(column.min)},
                    {"median", number(column.median)},
                    {"mean", number(column.mean)},
                    {"max", number(column.max)}});
    } else {
      entry["top"] = Json::array();
      for (const auto& level : column.top)
        entry["top"].push_back({{"text", level.text}, {"count", level.count}});
    }
    columns.push_back(std::move(entry));
  }
  for (const auto& warning : report.warnings)
    warnings.push_back({{"kind", warning.kind},
                        {"columns", warning.columns},
                        {"text", warning.text + remedy_text(warning, report)}});
  Json json = {{"data", report.source},     {"rows", report.rows}, {"header", report.has_header},
               {"missing", report.missing}, {"columns", columns},  {"warnings", warnings}};
  if (!report.target) return json;
  Json target = {{"name", report.target->name}, {"task", preprocess::name(report.target->task)}};
  if (report.target->task == Task::classification) {
    target["classes"] = Json::array();
    for (const auto& level : report.target->classes)
      target["classes"].push_back({{"text", level.text}, {"count", level.count}});
  }
  json["target"] = target;
  return json;
}

}  // namespace crescent::cli
