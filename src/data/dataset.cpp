#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/data/dataset.hpp>

namespace crescent::data {

Dataset take(const Dataset& dataset, const std::vector<std::size_t>& indices) {
  Dataset taken{.x = Matrix<double>(static_cast<Index>(indices.size()), dataset.x.cols()),
                .y = {},
                .feature_names = dataset.feature_names,
                .class_names = dataset.class_names};
  taken.y.reserve(indices.size());
  Index row = 0;
  for (const std::size_t index : indices) {
    if (index >= dataset.y.size() || index >= static_cast<std::size_t>(dataset.rows())) {
      throw Error(ErrorCode::invalid_argument,
                  fmt::format("row {} was asked for, but the data set has {} rows, counted from 0",
                              index, dataset.rows()));
    }
    taken.x.row(row++) = dataset.x.row(static_cast<Index>(index));
    taken.y.push_back(dataset.y[index]);
  }
  return taken;
}

}  // namespace crescent::data
