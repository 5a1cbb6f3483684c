#include <algorithm>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/plot/boundary.hpp>

namespace crescent::plot {
namespace {

// Large enough that a call's own cost vanishes, small enough that a wide network's activations on
// one batch stay in memory (131072 x 50 doubles are 50 MB).
constexpr Index kBatch = Index{1} << 17;

[[noreturn]] void refuse_regions(const std::string& message) {
  throw Error(ErrorCode::invalid_argument, message);
}

template <class Visit>
void for_each_batch(const Grid& grid, const Visit& visit) {
  for (Index first = 0; first < grid.cells(); first += kBatch) {
    visit(first, grid.points(first, std::min(kBatch, grid.cells() - first)));
  }
}

}  // namespace

Regions predict_regions(const Grid& grid, const PredictClasses& predict) {
  Regions regions{grid, {}, {}};
  regions.classes.reserve(static_cast<std::size_t>(grid.cells()));
  for_each_batch(grid, [&](Index, const Matrix<double>& points) {
    const std::vector<int> answer = predict(points);
    if (static_cast<Index>(answer.size()) != points.rows()) {
      refuse_regions(
          fmt::format("the predict callable gave {} classes for {} points; it must give one each",
                      answer.size(), points.rows()));
    }
    if (std::any_of(answer.begin(), answer.end(), [](int k) { return k < 0; })) {
      refuse_regions("the predict callable gave a negative class; classes count from 0");
    }
    regions.classes.insert(regions.classes.end(), answer.begin(), answer.end());
  });
  return regions;
}

Regions predict_regions(const Grid& grid, const PredictProbabilities& predict) {
  Regions regions{grid, {}, {}};
  regions.classes.reserve(static_cast<std::size_t>(grid.cells()));
  for_each_batch(grid, [&](Index first, const Matrix<double>& points) {
    const Matrix<double> answer = predict(points);
    const Index classes = std::max<Index>(answer.cols(), 2);
    if (first == 0) regions.probabilities.resize(grid.cells(), classes);
    if (answer.rows() != points.rows() || answer.cols() < 1 ||
        classes != regions.probabilities.cols()) {
      refuse_regions(
          fmt::format("the predict callable gave ({}, {}) for ({}, 2) points; "
                      "it must give a row of probabilities each",
                      answer.rows(), answer.cols(), points.rows()));
    }
    if (!answer.allFinite()) {
      throw Error(ErrorCode::numeric, "the predict callable gave a probability that is not finite");
    }
    auto block = regions.probabilities.middleRows(first, points.rows());
    if (answer.cols() == 1) {
      block.col(0) = (1.0 - answer.array()).matrix().cast<float>();
      block.col(1) = answer.cast<float>();
    } else {
      block = answer.cast<float>();
    }
    for (Index i = 0; i < block.rows(); ++i) {
      Index best = 0;
      block.row(i).maxCoeff(&best);
      regions.classes.push_back(static_cast<int>(best));
    }
  });
  return regions;
}

}  // namespace crescent::plot
