#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/explain/gradient_check.hpp>

#include "session.hpp"

/// The mathematics of a session's next step, number by number. Nothing here changes it.
namespace crescent::playground {

struct TraceLayer {
  reference::Activation activation = reference::Activation::tanh;
  Matrix<double> W, dW_example, dW, W_after;  ///< (inputs, units)
  RowVector<double> b, db, b_after;           ///< (units)
  RowVector<double> z, a, slope, delta;       ///< of the followed example
  struct Memory {
    std::string name;
    Matrix<double> W_before, W_after;
    RowVector<double> b_before, b_after;
  };
  std::vector<Memory> memory;  ///< of the optimiser
};

/// One step on a batch of training rows; the first is followed in detail. dW and db are the
/// batch's, with the loss's reduction and penalties; everything else is without dropout.
struct Trace {
  std::vector<std::size_t> rows;
  RowVector<double> x;  ///< network inputs
  double y = 0;         ///< class or value
  RowVector<double> p;  ///< prediction before the step
  double loss = 0, batch_loss = 0, loss_after = 0, batch_loss_after = 0;
  double learning_rate = 0;
  std::string solver;
  std::vector<TraceLayer> layers;
};

/// Throws Error(invalid_argument) for no row or one that is not there.
Trace trace(const Session& session, const std::vector<std::size_t>& rows);

struct ChainTerm {
  Index unit = 0;
  double weight = 0, delta = 0, product = 0;
};
struct ChainLink {
  std::size_t layer = 0;
  Index unit = 0;
  std::vector<ChainTerm> terms = {};
  double da = 0, slope = 1, delta = 0;
  std::optional<double> p = {}, target = {};  ///< output layer alone
};
/// ∂L/∂w of one parameter for one training row, from the loss down.
struct Chain {
  std::size_t index = 0;
  std::string name = {};
  std::size_t layer = 0;
  std::optional<Index> from = {};  ///< none: a bias
  Index to = 0;
  double value = 0;
  std::vector<ChainLink> links = {};
  double a_below = 1, delta = 0, gradient = 0, numeric = 0;
};
/// Throws Error(invalid_argument) for a parameter or a row that is not there.
Chain chain(const Session& session, std::size_t parameter, std::size_t row);

/// Back-propagation of the fused engine on at most 200 training rows against two other ways.
std::vector<explain::BlockCheck> gradient_check(const Session& session);

}  // namespace crescent::playground
