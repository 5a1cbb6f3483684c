#include "views.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/metrics/classification.hpp>
#include <crescent/reference/network.hpp>

namespace crescent::playground {
namespace {

/// A forward pass in numbers of type T.
template <class T>
reference::Forward<T> forward(const Session& session, const Matrix<double>& inputs) {
  const auto& network = session.network();
  const std::vector<T> parameters(network.parameters().begin(), network.parameters().end());
  return reference::forward<T>(
      network.architecture(),
      reference::unpack<T>(network.architecture(), std::span<const T>(parameters)),
      inputs.template cast<T>());
}

Matrix<double> inputs_on(const Session& session, const Matrix<double>& plane) {
  return session.inputs()(session.columns_of(plane));
}

}  // namespace

std::vector<MapInfo> map_infos(const Session& session) {
  std::vector<MapInfo> infos;
  const auto& names = session.inputs().names();
  for (std::size_t i = 0; i < names.size(); ++i) {
    infos.push_back({MapInfo::Kind::input, -1, static_cast<Index>(i), names[i]});
  }
  const auto& architecture = session.network().architecture();
  const int last = static_cast<int>(architecture.layers.size()) - 1;
  for (int layer = 0; layer < last; ++layer) {
    for (Index unit = 0; unit < architecture.layers[static_cast<std::size_t>(layer)].units;
         ++unit) {
      infos.push_back({MapInfo::Kind::hidden, layer, unit,
                       fmt::format("layer {}, unit {}", layer + 1, unit + 1)});
    }
  }
  const auto& classes = session.points(Part::train).classes;
  for (Index k = 0; k < architecture.outputs(); ++k) {
    const auto place = static_cast<std::size_t>(k);
    infos.push_back({MapInfo::Kind::output, last, k,
                     place < classes.size() ? classes[place] : std::string("value")});
  }
  return infos;
}

Matrix<float> maps(const Session& session, Index size) {
  const auto pass = forward<float>(session, inputs_on(session, session.domain().grid(size)));
  const auto& architecture = session.network().architecture();
  const Matrix<float> p = reference::output_probabilities(architecture.output, pass.z.back());
  Index count = p.cols();
  for (std::size_t k = 0; k + 1 < pass.a.size(); ++k) count += pass.a[k].cols();
  Matrix<float> all(count, size * size);
  Index row = 0;
  for (std::size_t k = 0; k + 1 < pass.a.size(); ++k) {
    all.middleRows(row, pass.a[k].cols()) = pass.a[k].transpose();
    row += pass.a[k].cols();
  }
  all.bottomRows(p.cols()) = p.transpose();
  return all;
}

Matrix<float> feature_maps(const Session& session, Index size) {
  if (session.inputs().of_model()) return {};
  const Matrix<double> plane = session.columns_of(session.domain().grid(size));
  return session.inputs().every_feature()(plane).transpose().cast<float>();
}

Matrix<float> output_maps(const Session& session, Index size) {
  const Matrix<double> inputs = inputs_on(session, session.domain().grid(size));
  return session.trainer().predict(inputs).cast<float>().transpose();
}

std::vector<Matrix<double>> activations(const Session& session, const Matrix<double>& plane) {
  auto pass = forward<double>(session, inputs_on(session, plane));
  pass.a.back() =
      reference::output_probabilities(session.network().architecture().output, pass.z.back());
  return std::move(pass.a);
}

Hits hits(const Session& session, Part part) {
  const auto& y = session.examples(part).y;
  const int classes = session.points(Part::train).outputs();
  Hits result{0, Eigen::MatrixXi::Zero(classes, classes)};
  if (y.empty()) return result;
  const auto predicted = metrics::argmax_rows(session.trainer().predict(part));
  return {metrics::accuracy(y, predicted), metrics::confusion_matrix(y, predicted, classes)};
}

Space space(const Session& session, int layer, const std::vector<Index>& units, Index lines) {
  const auto& architecture = session.network().architecture();
  const int layers = static_cast<int>(architecture.layers.size());
  if (layer < -1 || layer >= layers) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("there is no layer {}: the last one is {}", layer, layers - 1));
  }
  const Index width = layer < 0 ? session.inputs().count()
                                : architecture.layers[static_cast<std::size_t>(layer)].units;
  for (const Index unit : units) {
    if (unit >= 0 && unit < width) continue;
    throw Error(ErrorCode::invalid_argument,
                fmt::format("layer {} has {} units: there is no unit {}", layer, width, unit));
  }
  const auto seen = [&](const Matrix<double>& inputs) {
    // The last layer's activation is the identity: its a is z.
    const auto pass = forward<float>(session, inputs);
    const Matrix<float>& a = pass.a[static_cast<std::size_t>(layer + 1)];
    Matrix<float> chosen(a.rows(), static_cast<Index>(units.size()));
    for (std::size_t d = 0; d < units.size(); ++d) {
      chosen.col(static_cast<Index>(d)) = a.col(units[d]);
    }
    return chosen;
  };
  Space result;
  result.train = seen(session.examples(Part::train).x);
  result.test = seen(session.examples(Part::test).x);
  if (lines > 0) result.grid = seen(inputs_on(session, session.domain().grid(lines)));
  return result;
}

std::vector<UnitDiagnosis> diagnose(const Session& session) {
  std::vector<UnitDiagnosis> all;
  const Examples& train = session.examples(Part::train);
  if (train.rows() == 0) return all;
  const auto pass = forward<double>(session, train.x);
  const auto& layers = session.network().architecture().layers;
  for (std::size_t k = 0; k + 1 < layers.size(); ++k) {
    for (Index unit = 0; unit < layers[k].units; ++unit) {
      const auto a = pass.a[k + 1].col(unit).array();
      Index active = 0;
      for (Index n = 0; n < train.rows(); ++n) {
        const double slope =
            reference::activation_derivative(layers[k].activation, pass.z[k](n, unit), a(n));
        if (std::abs(slope) > 0.02) ++active;
      }
      UnitDiagnosis unit_is{.layer = k, .unit = unit, .state = "ok"};
      unit_is.active = static_cast<double>(active) / static_cast<double>(train.rows());
      unit_is.mean = a.mean();
      unit_is.deviation = std::sqrt((a - unit_is.mean).square().mean());
      const bool silent = a.abs().maxCoeff() < 1e-6;
      if (active == 0 && silent) {
        unit_is.state = "dead";
        unit_is.message =
            "It is 0 for every training point and its slope is 0 too: it no longer learns. A lower "
            "learning rate, or leaky-relu, keeps units alive.";
      } else if (unit_is.active < 0.05) {
        unit_is.state = "saturated";
        unit_is.message =
            "It sits on the flat part of its activation for nearly all training points: almost no "
            "slope comes through. Smaller weights (l2) or a lower learning rate help.";
      } else if (unit_is.deviation < 1e-3) {
        unit_is.state = "constant";
        unit_is.message = "It says the same for every training point, as a bias would.";
      }
      all.push_back(std::move(unit_is));
    }
  }
  return all;
}

}  // namespace crescent::playground
