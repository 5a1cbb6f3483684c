#include "training_options.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <crescent/base/error.hpp>
#include <crescent/engine/engine.hpp>

#include "numbers.hpp"

namespace crescent::cli {
namespace {

using solvers::Solver;

/// Steps that suit standardised inputs and a mean loss.
double default_learning_rate(Solver solver) {
  switch (solver) {
    case Solver::adam:
    case Solver::adamw:
    case Solver::rprop:
      return 0.01;
    case Solver::sgd:
      return 0.05;
    case Solver::gd:
    case Solver::lbfgs:  // makes no use of it
      break;
  }
  return 0.5;
}

/// gd by custom; rprop and lbfgs because they compare one gradient with the next.
bool takes_all_rows(Solver solver) {
  return solver == Solver::gd || solver == Solver::rprop || solver == Solver::lbfgs;
}

std::vector<std::string> engine_choices() {
  std::vector<std::string> names = engine::engine_names();
  names.insert(names.begin(), "automatic");
  return names;
}

void refuse(std::string_view option, Solver solver, std::string_view reason) {
  throw Error(ErrorCode::invalid_argument, fmt::format("{} does not apply to --solver {}, which {}",
                                                       option, solvers::name(solver), reason));
}

void add_solver(CLI::App& group, TrainingOptions& options) {
  group
      .add_option("--solver", options.solver,
                  "gd, sgd (Nesterov momentum 0.9), adam, adamw, rprop or lbfgs")
      ->check(CLI::IsMember(solvers::solver_names()))
      ->type_name("NAME")
      ->capture_default_str();
  group
      .add_option("--epochs", options.epochs,
                  "Passes over the training rows; lbfgs: iterations, at most")
      ->check(CLI::Range(Index{0}, Index{1'000'000'000}))
      ->type_name("N")
      ->capture_default_str();
  group
      .add_option("--batch-size", options.batch_size,
                  "Rows a step (sgd, adam, adamw; the others take all)")
      ->check(CLI::Range(Index{1}, Index{1'000'000'000}))
      ->type_name("N")
      ->default_str("32");
  group
      .add_option("--learning-rate", options.learning_rate,
                  "Step size on the mean loss (default: adam, adamw and rprop 0.01, sgd 0.05, gd "
                  "0.5; lbfgs has none)")
      ->check(positive())
      ->type_name("X");
  group
      .add_option(
          "--schedule", options.schedule,
          "How the learning rate falls: constant, invscaling, step, cosine (not rprop, lbfgs)")
      ->check(CLI::IsMember({"constant", "invscaling", "step", "cosine"}))
      ->type_name("NAME")
      ->capture_default_str();
}

void add_penalties(CLI::App& group, TrainingOptions& options) {
  group
      .add_option("--l2", options.l2,
                  "Penalty l2/2 * sum of squared weights beside the summed loss of all rows: 1 "
                  "weighs as scikit-learn's C = 1")
      ->check(not_negative())
      ->type_name("X")
      ->capture_default_str();
  group
      .add_option("--weight-decay", options.weight_decay,
                  "adamw: a step takes this times the learning rate of every weight and bias")
      ->check(not_negative())
      ->type_name("X")
      ->default_str("0.01");
}

}  // namespace

CLI::App& TrainingOptions::add_to(CLI::App& command) {
  auto& group = *command.add_option_group("Training");
  add_solver(group, *this);
  add_penalties(group, *this);
  group
      .add_option("--precision", precision,
                  "Numbers to train with: float64, or float32, faster and coarser (not lbfgs)")
      ->check(CLI::IsMember({"float64", "float32"}))
      ->type_name("NAME")
      ->capture_default_str();
  group
      .add_option("--engine", engine,
                  fmt::format("What computes losses and gradients: automatic, {}",
                              fmt::join(engine::engine_names(), ", ")))
      ->check(CLI::IsMember(engine_choices()))
      ->type_name("NAME")
      ->capture_default_str();
  group
      .add_option(
          "--threads", threads,
          "At most; 0: all there are. Steps too short to share use one; the results are the "
          "same for any number")
      ->check(CLI::Range(0, 1024))
      ->type_name("N")
      ->capture_default_str();
  group.add_option("--seed", seed, "Seed of the split, the first weights and the batches")
      ->type_name("N")
      ->capture_default_str();
  return group;
}

train::FitOptions TrainingOptions::fit_options() const {
  train::FitOptions fit;
  const Solver chosen = solvers::parse_solver(solver);
  if (batch_size && takes_all_rows(chosen)) {
    refuse("--batch-size", chosen, "takes all rows in every step");
  }
  if (learning_rate && chosen == Solver::lbfgs) {
    refuse("--learning-rate", chosen, "finds the length of every step itself");
  }
  if (weight_decay && chosen != Solver::adamw) {
    refuse("--weight-decay", chosen, "has none; adamw has, and --l2 serves all");
  }
  fit.optimiser.solver = chosen;
  fit.optimiser.weight_decay = weight_decay.value_or(fit.optimiser.weight_decay);
  fit.learning_rate = learning_rate.value_or(default_learning_rate(chosen));
  fit.schedule.kind = train::parse_schedule(schedule);
  fit.epochs = epochs;
  fit.batch_size = takes_all_rows(chosen) ? 0 : batch_size.value_or(32);
  fit.precision = train::parse_precision(precision);
  fit.engine = engine;
  fit.threads = threads;
  fit.seed = seed;
  fit.l2 = l2;
  return fit;
}

}  // namespace crescent::cli
