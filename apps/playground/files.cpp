#include "files.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <Eigen/Eigenvalues>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <crescent/base/error.hpp>

namespace crescent::playground {
namespace {

/// Column means and deviations; a constant column keeps its size.
struct Moments {
  RowVector<double> mean, scale;
};
Moments moments_of(const Matrix<double>& x) {
  Moments moments{x.colwise().mean(), RowVector<double>(x.cols())};
  for (Index c = 0; c < x.cols(); ++c) {
    const double deviation = std::sqrt((x.col(c).array() - moments.mean(c)).square().mean());
    moments.scale(c) = deviation > 0 ? deviation : 1;
  }
  return moments;
}

/// On the two directions in which standardised columns vary most.
Matrix<double> projected(const Matrix<double>& x) {
  const Moments moments = moments_of(x);
  const Matrix<double> z = (x.rowwise() - moments.mean).array().rowwise() / moments.scale.array();
  const Eigen::MatrixXd covariance = z.transpose() * z / static_cast<double>(z.rows());
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);
  Eigen::MatrixXd directions = solver.eigenvectors().rightCols(2).rowwise().reverse();
  for (Index d = 0; d < 2; ++d) {
    // An eigenvector's sign is arbitrary: its largest entry points up.
    Index largest = 0;
    directions.col(d).cwiseAbs().maxCoeff(&largest);
    if (directions(largest, d) < 0) directions.col(d) *= -1;
  }
  return z * directions;
}

const data::Column& numeric_column(const data::Table& table, std::size_t column) {
  if (column >= table.columns.size()) {
    throw Error(ErrorCode::invalid_argument, fmt::format("there is no column {}: the table has {}",
                                                         column, table.columns.size()));
  }
  const data::Column& found = table.columns[column];
  if (!found.is_numeric) {
    throw Error(ErrorCode::data,
                fmt::format("column '{}' holds text ('{}'); choose a column of numbers", found.name,
                            found.text(found.first_text_row)),
                {table.source, table.line(found.first_text_row), column + 1});
  }
  return found;
}

void require_size(std::size_t rows) {
  if (rows <= static_cast<std::size_t>(Limits::samples)) return;
  throw Error(ErrorCode::data,
              fmt::format("the table has {} rows, and the page takes {} at most; train on all of "
                          "them with 'crescent train', and open the model here",
                          rows, Limits::samples));
}

/// The rows without a missing cell in any of the columns or the target.
template <class Missing>
std::vector<std::size_t> whole_rows(const data::Table& table, const std::vector<std::size_t>& x,
                                    Missing target_is_missing) {
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const bool missing =
        target_is_missing(row) || std::any_of(x.begin(), x.end(), [&](std::size_t column) {
          return table.columns[column].is_missing(row);
        });
    if (!missing) rows.push_back(row);
  }
  if (rows.empty()) throw Error(ErrorCode::data, "no row has all of the chosen columns");
  return rows;
}

Matrix<double> numbers_of(const data::Table& table, const std::vector<std::size_t>& x,
                          const std::vector<std::size_t>& rows) {
  Matrix<double> numbers(static_cast<Index>(rows.size()), static_cast<Index>(x.size()));
  for (std::size_t c = 0; c < x.size(); ++c) {
    const data::Column& column = numeric_column(table, x[c]);
    for (std::size_t n = 0; n < rows.size(); ++n) {
      const double number = column.numbers[rows[n]];
      if (!std::isfinite(number)) {
        throw Error(ErrorCode::data,
                    fmt::format("column '{}' has a number that is not finite", column.name),
                    {table.source, table.line(rows[n]), x[c] + 1});
      }
      numbers(static_cast<Index>(n), static_cast<Index>(c)) = number;
    }
  }
  return numbers;
}

void set_target(Points& points, const preprocess::Target& target,
                const std::vector<std::size_t>& rows) {
  for (const std::size_t row : rows) {
    if (target.task == Task::regression) {
      points.values.push_back(target.values[row]);
    } else {
      points.y.push_back(target.y[row]);
    }
  }
}

}  // namespace

model::Model model_of(const Session& session) {
  const Points& train = session.points(Part::train);
  model::Model model{session.inputs().pipeline(train.columns), session.network()};
  if (model.pipeline.target.empty()) {
    model.pipeline.target = train.is_regression() ? "y" : "class";
  }
  model.pipeline.classes = train.classes;
  nlohmann::json training = to_json(session.settings());
  training["epochs"] = session.epoch();
  training["made_by"] = "playground";
  model.training = training.dump();
  return model;
}

bool looks_like_model(const std::string& bytes) {
  // Field 1 of an ONNX model, its IR version: a number. Text begins with no control character.
  return bytes.size() > 2 && bytes[0] == '\x08' && bytes[1] < 32;
}

TableInfo describe(const data::Table& table, const std::string& name) {
  require_size(table.rows());
  TableInfo info{.name = name, .rows = table.rows()};
  for (const data::Column& column : table.columns) {
    ColumnInfo about{
        .name = column.name, .numeric = column.is_numeric, .missing = column.missing_count};
    if (column.is_numeric) {
      std::set<double> distinct;
      for (const double number : column.numbers) {
        if (!std::isnan(number)) distinct.insert(number);
      }
      about.distinct = distinct.size();
      if (!distinct.empty()) {
        about.low = *distinct.begin();
        about.high = *distinct.rbegin();
      }
    } else {
      about.distinct = column.levels.size();
    }
    info.columns.push_back(std::move(about));
  }
  // The target is the last column of few different cells, else the last one.
  info.target = table.columns.size() - 1;
  for (std::size_t c = table.columns.size(); c-- > 0;) {
    if (info.columns[c].distinct < 2 || info.columns[c].distinct > Limits::classes) continue;
    info.target = c;
    break;
  }
  for (std::size_t c = 0; c < table.columns.size() && info.x.size() < 2; ++c) {
    if (c != info.target && info.columns[c].numeric && info.columns[c].distinct > 1) {
      info.x.push_back(c);
    }
  }
  if (info.x.size() < 2) {
    throw Error(ErrorCode::data,
                "the plane needs two columns of numbers and a column of classes or values; this "
                "table has fewer");
  }
  info.task = info.columns[info.target].distinct > Limits::classes ? Task::regression
                                                                   : Task::classification;
  return info;
}

OwnData read_points(const data::Table& table, const TableQuery& query) {
  require_size(table.rows());
  if (query.x.size() < 2) {
    throw Error(ErrorCode::invalid_argument, "choose two columns of numbers, or more to project");
  }
  for (const std::size_t column : query.x) {
    numeric_column(table, column);
    if (column == query.target) {
      throw Error(ErrorCode::invalid_argument,
                  fmt::format("column '{}' is the target: choose another one to show",
                              table.columns[column].name));
    }
  }
  const auto target = preprocess::read_target(table, query.target, query.task);
  if (target.classes.size() > static_cast<std::size_t>(Limits::classes)) {
    throw Error(ErrorCode::data,
                fmt::format("column '{}' has {} classes, and the page shows {} at most",
                            target.name, target.classes.size(), Limits::classes));
  }
  const auto rows =
      whole_rows(table, query.x, [&](std::size_t row) { return target.is_missing(row); });
  OwnData data;
  Matrix<double> x = numbers_of(table, query.x, rows);
  Points& points = data.points;
  points.task = query.task;
  points.classes = target.classes;
  if (x.cols() > 2) {
    points.x = projected(x);
    points.columns = {"component 1", "component 2"};
  } else {
    points.x = std::move(x);
    for (const std::size_t column : query.x) points.columns.push_back(table.columns[column].name);
    if (query.standardise) {
      const Moments moments = moments_of(points.x);
      data.mean = moments.mean;
      data.scale = moments.scale;
    }
  }
  set_target(points, target, rows);
  return data;
}

std::optional<OwnData> read_for_model(const data::Table& table, const Session& session) {
  if (!session.inputs().of_model()) return std::nullopt;
  const auto pipeline = session.inputs().pipeline({});
  const auto place = [&](const std::string& name) -> std::optional<std::size_t> {
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      if (table.columns[c].name == name) return c;
    }
    return std::nullopt;
  };
  std::vector<std::size_t> x;
  for (const auto& schema : pipeline.columns) {
    const auto column = place(schema.name);
    if (!column || !table.columns[*column].is_numeric) return std::nullopt;
    x.push_back(*column);
  }
  const auto target_place = place(pipeline.target);
  if (!target_place) return std::nullopt;
  require_size(table.rows());
  preprocess::Target target;
  target.task = pipeline.task();
  target.name = pipeline.target;
  if (target.task == Task::regression) {
    target = preprocess::read_target(table, *target_place, Task::regression);
  } else {
    target.y = preprocess::encode_labels(table, pipeline.target, pipeline.classes);
  }
  const auto rows = whole_rows(table, x, [&](std::size_t row) { return target.is_missing(row); });
  OwnData data;
  data.points.task = target.task;
  data.points.x = numbers_of(table, x, rows);
  data.points.classes = pipeline.classes;
  for (const auto& schema : pipeline.columns) data.points.columns.push_back(schema.name);
  set_target(data.points, target, rows);
  return data;
}

}  // namespace crescent::playground
