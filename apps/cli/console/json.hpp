#pragma once

#include <nlohmann/json.hpp>

namespace crescent::cli {

using Json = nlohmann::ordered_json;

/// A matrix as nested arrays, row by row.
template <class M>
Json matrix_json(const M& matrix) {
  Json rows = Json::array();
  for (auto i = matrix.rows() * 0; i < matrix.rows(); ++i) {
    Json row = Json::array();
    for (auto j = matrix.cols() * 0; j < matrix.cols(); ++j) row.push_back(matrix(i, j));
    rows.push_back(std::move(row));
  }
  return rows;
}

/// A row vector as one array.
template <class M>
Json vector_json(const M& vector) {
  Json values = Json::array();
  for (auto i = vector.size() * 0; i < vector.size(); ++i) values.push_back(vector(i));
  return values;
}

}  // namespace crescent::cli
