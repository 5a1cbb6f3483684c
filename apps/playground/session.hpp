#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/data/table.hpp>
#include <crescent/model/model.hpp>
#include <crescent/network/network.hpp>

#include "inputs.hpp"
#include "points.hpp"
#include "settings.hpp"
#include "trainer.hpp"

/// The playground's engine: one visitor's data, network and training, to be configured, stepped and
/// looked at. Nothing here knows of a browser: calls.cpp makes JSON of it, bindings.cpp
/// WebAssembly.
namespace crescent::playground {

/// What a call has changed.
struct Change {
  bool data = false;
  bool network = false;
};

/// What the pictures cover: two shown columns.
struct Domain {
  double x_low = -6, x_high = 6, y_low = -6, y_high = 6;
  std::string x_name = "x1", y_name = "x2";

  /// (size · size, 2) the middles of a grid's cells, row by row from the top.
  Matrix<double> grid(Index size) const;
  bool holds(const Matrix<double>& points) const;
};
/// A little more than the points (N, 2), square for a data set made by name.
Domain domain_of(const Matrix<double>& points, const std::string& dataset);

struct Divergence {
  Index failed_epoch = 0;
  Index epoch = 0;  ///< that the session has gone back to
  double learning_rate = 0;
  double suggested_learning_rate = 0;
  std::string message;
};

/// A point of the loss curve.
struct LossPoint {
  Index epoch = 0;
  double objective = 0, train_loss = 0, test_loss = 0;
};

/// A moment that can be gone back to.
struct Moment {
  Index epoch = 0;
  double objective = 0;
  TrainerState state;
};

/// A place on the way of the parameters.
struct Place {
  Index epoch = 0;
  std::vector<double> parameters;
};

/// Data of the visitor's own.
struct OwnData {
  Points points = {};
  RowVector<double> mean = RowVector<double>::Zero(2);  ///< of the shown columns, for the inputs
  RowVector<double> scale = RowVector<double>::Ones(2);
};

class Session {
 public:
  /// The defaults of Settings.
  Session();

  const Settings& settings() const { return settings_; }
  /// Takes over what has changed, see protocol.ts. Throws Error and changes nothing where the
  /// settings do not fit the data.
  Change configure(const Settings& settings);
  /// Own points; the network stays if it still fits them.
  Change set_data(OwnData data);
  /// Another network with its preprocessing; the data stay if they have its columns and classes.
  Change open_model(model::Model model, const std::string& name);
  /// The first weights again.
  void reset();

  /// Trains so many epochs. Says why it ended before: "epochs", "converged" or "diverged".
  /// Throws Error(data) without training points.
  std::optional<std::string> advance(Index epochs);
  /// Curve points also after epochs 1, 1 + n, 1 + 2n, …; 0: none.
  void record_every(Index epochs) { record_every_ = epochs; }

  /// Length as the network's parameters. Throws Error(invalid_argument) if it is another or an
  /// entry is not finite.
  void set_parameters(const std::vector<double>& values);
  void freeze(std::size_t index, bool frozen);
  const std::vector<char>& frozen() const { return frozen_; }
  const std::vector<Moment>& moments() const { return moments_; }
  /// Throws Error(invalid_argument) if that epoch was not kept.
  void go_back(Index epoch);

  const Points& points(Part part) const { return part == Part::train ? parts_.train : parts_.test; }
  const Examples& examples(Part part) const { return part == Part::train ? train_ : test_; }
  /// The visitor's own data, if there are any and they are in use.
  const OwnData* own() const { return settings_.dataset == "own" && own_ ? &*own_ : nullptr; }
  const Inputs& inputs() const { return *inputs_; }
  const Domain& domain() const { return domain_; }
  const std::vector<std::string>& notes() const { return notes_; }
  const std::string& model_name() const { return model_name_; }
  bool is_regression() const { return parts_.train.is_regression(); }

  /// With the present weights.
  const network::Network& network() const;
  Trainer& trainer() const { return *trainer_; }
  Index epoch() const { return epoch_; }
  double learning_rate() const { return rate_; }  ///< of the last step
  double seconds() const { return seconds_; }     ///< of training since the reset
  double milliseconds_per_epoch() const { return milliseconds_; }
  /// Of the last point of the curve.
  double last_train_loss() const { return train_loss_; }
  const std::optional<Divergence>& divergence() const { return divergence_; }
  /// Where the parameters were since the reset, ascending.
  const std::vector<Place>& path() const { return path_; }

  /// The curve's points since the last call.
  std::vector<LossPoint> take_curve();
  /// Of the points taken before, those up to this epoch still hold.
  Index curve_holds_until() const { return curve_holds_until_; }

  /// Points of the plane (M, 2) -> the columns (M, C) that the inputs are made of.
  Matrix<double> columns_of(const Matrix<double>& plane) const;
  /// And back: the shown columns (N, 2).
  Matrix<double> plane_of(const Matrix<double>& columns) const;

  /// The table of the last CSV text, for use_table.
  std::optional<data::Table> table;

 private:
  /// All that a change may touch, made before anything is touched.
  struct Plan {
    Settings settings;
    std::optional<OwnData> own;
    Parts parts;
    std::optional<Inputs> inputs;
    std::vector<double> other_columns;
    std::string model_name;
    std::optional<network::Network> first;
    Domain domain;
  };
  Plan plan() const;
  void draw_data(Plan& plan) const;
  void choose_inputs(Plan& plan) const;
  void draw_network(Plan& plan) const;
  void install(Plan plan, Change change);
  void start(const std::vector<double>& parameters);
  void restart_trainer();
  TrainerOptions trainer_options() const;
  void record();
  bool is_due() const;
  void keep(double objective);
  void diverge(double rate);
  void time(double seconds, Index epochs);

  Settings settings_;
  std::optional<OwnData> own_;
  Parts parts_;
  std::optional<Inputs> inputs_;
  std::vector<double> other_columns_;  ///< values of the columns that are not shown
  std::string model_name_;
  std::optional<network::Network> first_;  ///< its first weights
  mutable std::optional<network::Network> network_;
  Domain domain_;
  std::vector<std::string> notes_;
  Examples train_, test_;
  std::unique_ptr<Trainer> trainer_;
  std::vector<char> frozen_;  ///< empty: none

  Index epoch_ = 0, next_record_ = 0, record_every_ = 0;
  double rate_ = 0, seconds_ = 0, limit_ = 0, train_loss_ = 0;
  double milliseconds_ = 0, timed_seconds_ = 0;  ///< an epoch's time; what is being timed for it
  Index timed_epochs_ = 0;
  std::optional<Divergence> divergence_;
  std::vector<LossPoint> curve_;
  Index curve_holds_until_ = -1;
  std::vector<Moment> moments_;
  std::vector<Place> path_;
};

}  // namespace crescent::playground
