#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/network/network.hpp>
#include <crescent/random/random_state.hpp>
#include <crescent/reference/losses.hpp>
#include <crescent/solvers/optimiser.hpp>

namespace crescent::playground {

/// Examples as a network takes them.
struct Examples {
  Matrix<double> x;            ///< (N, inputs)
  std::vector<int> y;          ///< (N) classes, or
  std::vector<double> values;  ///< (N) values of a regression

  Index rows() const { return x.rows(); }
  reference::Targets targets() const {
    return values.empty() ? reference::Targets(y) : reference::Targets::of_values(values);
  }
};

struct TrainerOptions {
  reference::Loss loss;
  double dropout = 0;
  solvers::OptimiserOptions optimiser;
  Index batch_size = 0;  ///< 0: all rows
  std::uint32_t seed = 0;
  bool single = false;         ///< float32
  std::vector<char> frozen{};  ///< (parameters) 1: stays as it is; empty: none
};

/// All that the next epoch depends on, beside the options.
struct TrainerState {
  struct Buffer {
    std::string name;
    std::vector<double> values;  ///< as long as the parameters
  };
  std::vector<double> parameters;
  std::int64_t steps = 0;  ///< of the optimiser
  std::vector<Buffer> buffers = {};
  random::RandomState random{0};
  std::vector<std::size_t> order = {};  ///< of the rows, in mini-batches
  std::uint32_t batches = 0;            ///< seen so far
};

/// The parameters that stay as they are, as groups of rate 0.
std::vector<solvers::ParameterGroup> groups_of(const std::vector<char>& frozen);

enum class Part { train, test };

/// Trains epoch by epoch: the loop of train::fit, opened up so that a visitor may look and change
/// the settings at any moment. The same seed gives the same bits as train::fit.
class Trainer {
 public:
  virtual ~Trainer() = default;

  /// One pass over the training rows, N >= 1. False where there is nothing left to gain (lbfgs).
  virtual bool epoch(double learning_rate) = 0;
  /// Whether all parameters are finite.
  virtual bool is_finite() const = 0;

  /// J / n on the training rows; 0 without rows.
  virtual double objective() = 0;
  /// Mean loss without penalties; 0 without rows.
  virtual double loss(Part part) = 0;
  virtual Matrix<double> predict(Part part) = 0;  ///< (N, outputs)
  /// Of any inputs (M, inputs).
  virtual Matrix<double> predict(const Matrix<double>& x) = 0;
  /// On all training rows, as the loss's reduction says, without dropout.
  virtual std::vector<double> gradient() = 0;
  /// J / n on the training rows at other parameters.
  virtual double objective_at(const std::vector<double>& parameters) = 0;

  virtual std::vector<double> parameters() const = 0;
  virtual TrainerState state() = 0;
  /// The state may be another solver's or for other rows: what does not fit starts afresh.
  virtual void set_state(const TrainerState& state) = 0;
};

/// `train` and `test` must outlive it. Throws what make_engine and make_optimiser throw.
std::unique_ptr<Trainer> make_trainer(const reference::Architecture& architecture,
                                      const Examples& train, const Examples& test,
                                      const TrainerOptions& options,
                                      const std::vector<double>& parameters);

}  // namespace crescent::playground
