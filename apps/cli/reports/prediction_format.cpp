#include "reports/prediction_format.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <crescent/base/parallel.hpp>
#include <crescent/data/csv.hpp>

#include "console/json.hpp"

namespace crescent::cli {
namespace {

constexpr Index rows_a_task = 2048;

/// The fewest digits that read back as the same number.
void append_number(std::string& text, double value) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  text.append(digits.data(), end);
}

std::string json_text(const std::string& text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::size_t largest(const double* p, std::size_t count) {
  return static_cast<std::size_t>(std::max_element(p, p + count) - p);
}

}  // namespace

PredictionFormat::PredictionFormat(const preprocess::Pipeline& pipeline, std::string id_column,
                                   bool json)
    : classes_(pipeline.classes),
      id_column_(std::move(id_column)),
      id_key_(json_text(id_column_)),
      json_(json) {
  for (const std::string& name : classes_) {
    labels_.push_back(data::csv_cell(name));
    json_names_.push_back(json_text(name));
  }
}

std::string PredictionFormat::header() const {
  if (json_) return {};
  std::string text = id_column_.empty() ? "" : data::csv_cell(id_column_) + ",";
  if (labels_.empty()) return text + "prediction\n";
  text += "label";
  for (const std::string& name : classes_) text += "," + data::csv_cell("proba_" + name);
  return text + "\n";
}

void PredictionFormat::append_csv(std::string& text, const std::string& id, const double* p) const {
  if (!id_column_.empty()) text += data::csv_cell(id) + ",";
  if (labels_.empty()) {
    append_number(text, p[0]);
  } else {
    text += labels_[largest(p, labels_.size())];
    for (std::size_t k = 0; k < labels_.size(); ++k) {
      text += ',';
      append_number(text, p[k]);
    }
  }
  text += '\n';
}

void PredictionFormat::append_json(std::string& text, const std::string& id,
                                   const double* p) const {
  text += '{';
  if (!id_column_.empty()) text += id_key_ + ":" + json_text(id) + ",";
  if (labels_.empty()) {
    text += "\"prediction\":";
    append_number(text, p[0]);
  } else {
    text += "\"label\":" + json_names_[largest(p, labels_.size())] + ",\"probabilities\":{";
    for (std::size_t k = 0; k < labels_.size(); ++k) {
      if (k > 0) text += ',';
      text += json_names_[k];
      text += ':';
      append_number(text, p[k]);
    }
    text += '}';
  }
  text += "}\n";
}

std::string PredictionFormat::rows(const data::Table& table,
                                   const Matrix<double>& predictions) const {
  data::Column ids;
  if (!id_column_.empty()) ids = table.as_text(table.find(id_column_));
  const Index tasks = (predictions.rows() + rows_a_task - 1) / rows_a_task;
  std::vector<std::string> parts(static_cast<std::size_t>(tasks));
  parallel_for(0, parts.size(), [&](std::size_t task) {
    const Index begin = static_cast<Index>(task) * rows_a_task;
    const Index end = std::min(begin + rows_a_task, predictions.rows());
    std::string& text = parts[task];
    for (Index n = begin; n < end; ++n) {
      const std::string id =
          id_column_.empty() ? std::string() : std::string(ids.text(static_cast<std::size_t>(n)));
      const double* p = predictions.data() + n * predictions.cols();
      if (json_) {
        append_json(text, id, p);
      } else {
        append_csv(text, id, p);
      }
    }
  });
  std::string text;
  for (const std::string& part : parts) text += part;
  return text;
}

void adopt_columns(model::Model& model, const data::Table& table) {
  if (!model.unnamed_columns) return;
  preprocess::Pipeline& pipeline = model.pipeline;
  const auto has = [&](const std::string& name) {
    return std::any_of(table.columns.begin(), table.columns.end(),
                       [&](const data::Column& column) { return column.name == name; });
  };
  for (const auto& column : pipeline.columns) {
    if (has(column.name)) return;
  }
  const std::size_t count = pipeline.columns.size();
  if (table.columns.size() != count && table.columns.size() != count + 1) return;
  for (std::size_t c = 0; c < count; ++c) pipeline.columns[c].name = table.columns[c].name;
  if (table.columns.size() > count && !has(pipeline.target))
    pipeline.target = table.columns[count].name;
}

}  // namespace crescent::cli
