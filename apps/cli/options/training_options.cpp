#include "options/training_options.hpp"

#include <algorithm>
#include <initializer_list>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <crescent/base/error.hpp>
#include <crescent/engine/engine.hpp>

#include "options/numbers.hpp"

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
      ->default_str("32")
      ->configurable(false);
  group
      .add_option("--learning-rate", options.learning_rate,
                  "Step size on the mean loss (default: adam, adamw and rprop 0.01, sgd 0.05, gd "
                  "0.5; lbfgs has none)")
      ->check(positive())
      ->type_name("X");
  group.add_option("--momentum", options.momentum, "sgd: the share of the last step that is kept")
      ->type_name("X")
      ->default_str("0.9")
      ->configurable(false);
  group
      .add_option("--nesterov", options.nesterov,
                  "sgd: whether momentum looks a step ahead, after Nesterov")
      ->check(CLI::IsMember({"yes", "no"}))
      ->type_name("yes|no")
      ->default_str("yes")
      ->configurable(false);
}

void add_number(CLI::App& group, const std::string& name, std::optional<double>& value,
                const std::string& text, const std::string& preset) {
  group.add_option(name, value, text)->type_name("X")->default_str(preset)->configurable(false);
}

void add_count(CLI::App& group, const std::string& name, std::optional<Index>& value,
               const std::string& text, const std::string& preset) {
  group.add_option(name, value, text)
      ->check(CLI::Range(Index{1}, Index{1'000'000'000}))
      ->type_name("N")
      ->default_str(preset)
      ->configurable(false);
}

void add_schedule(CLI::App& command, TrainingOptions& options) {
  auto& group = *command.add_option_group("Learning rate");
  group
      .add_option("--schedule", options.schedule,
                  fmt::format("How the learning rate changes: {} (not rprop, lbfgs). A rate that "
                              "falls to 0 ends the noise of small batches; gd: constant",
                              fmt::join(train::schedule_names(), ", ")))
      ->check(CLI::IsMember(train::schedule_names()))
      ->type_name("NAME")
      ->default_str("cosine")
      ->configurable(false);
  add_number(group, "--schedule-decay", options.schedule_decay,
             "invscaling: rate / (1 + X * epoch)", "0.01");
  add_number(group, "--schedule-factor", options.schedule_factor,
             "step, plateau: what the rate is multiplied by", "0.5");
  add_count(group, "--schedule-every", options.schedule_every, "step: after so many epochs", "100");
  add_number(group, "--schedule-warm-up", options.schedule_warm_up,
             "onecycle: share of the steps in which the rate rises", "0.3");
  add_count(group, "--schedule-patience", options.schedule_patience,
            "plateau: after so many epochs without a better value of what is monitored", "10");
  add_number(group, "--schedule-threshold", options.schedule_threshold,
             "plateau: what is better, as a share of the best value", "0.0001");
  group
      .add_option("--max-rollbacks", options.max_rollbacks,
                  "A training that diverges goes back to its last good state and on with half the "
                  "rate, so often; then it fails")
      ->check(CLI::Range(0, 100))
      ->type_name("N")
      ->capture_default_str();
}

void add_validation(CLI::App& command, TrainingOptions& options) {
  auto& group = *command.add_option_group("Validation");
  group
      .add_option("--valid", options.valid,
                  "CSV file of rows that judge the network after each epoch; the best epoch's "
                  "weights are kept")
      ->type_name("DATA.csv");
  group
      .add_option("--validation-fraction", options.validation_fraction,
                  "The same from this share of the training rows (default: 0.1 with --patience or "
                  "--monitor, else 0)")
      ->type_name("X");
  group
      .add_option("--patience", options.patience,
                  "Early stopping: ends after so many epochs without a better validation; 0: never")
      ->check(CLI::Range(Index{0}, Index{1'000'000'000}))
      ->type_name("N")
      ->capture_default_str();
  group
      .add_option("--min-delta", options.min_delta,
                  "Early stopping: by how much more a validation must be better to count")
      ->check(not_negative())
      ->type_name("X")
      ->capture_default_str();
  group
      .add_option("--monitor", options.monitor,
                  "What is better: a lower loss, or a higher metric: accuracy, R2 of a quantity")
      ->check(CLI::IsMember({"loss", "metric"}))
      ->type_name("NAME")
      ->default_str("loss")
      ->configurable(false);
}

void add_loss(CLI::App& command, TrainingOptions& options) {
  auto& group = *command.add_option_group("Loss and penalties");
  group
      .add_option("--loss", options.loss,
                  "cross-entropy for classes; squared, absolute or huber for a quantity (default: "
                  "cross-entropy, squared)")
      ->check(CLI::IsMember({"cross-entropy", "squared", "absolute", "huber"}))
      ->type_name("NAME");
  add_number(group, "--huber-delta", options.huber_delta,
             "huber: errors beyond it, in standard deviations of the target, count in proportion",
             "1");
  group
      .add_option("--label-smoothing", options.label_smoothing,
                  "Share of each label that is spread over all classes")
      ->type_name("X")
      ->capture_default_str();
  group
      .add_option("--class-weight", options.class_weight,
                  "balanced: every class counts the same; or weights by class, the others 1")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("balanced|CLASS=X,...");
  group
      .add_option("--max-grad-norm", options.max_grad_norm,
                  "Steps take gradients of a greater norm down to this; 0: as they are (not rprop, "
                  "lbfgs)")
      ->check(not_negative())
      ->type_name("X")
      ->capture_default_str();
  group
      .add_option("--dropout", options.dropout,
                  "Share of the hidden activations that each step drops (not rprop, lbfgs)")
      ->type_name("X")
      ->capture_default_str();
  group.add_option("--l1", options.l1, "Penalty l1 * sum of absolute weights, as --l2")
      ->check(not_negative())
      ->type_name("X")
      ->capture_default_str();
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
      ->default_str("0.01")
      ->configurable(false);
}

}  // namespace

CLI::App& TrainingOptions::add_to(CLI::App& command) {
  auto& group = *command.add_option_group("Training");
  add_solver(group, *this);
  add_schedule(command, *this);
  add_validation(command, *this);
  add_loss(command, *this);
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

train::Schedule TrainingOptions::chosen_schedule() const {
  using Kind = train::ScheduleKind;
  const bool all_rows = takes_all_rows(solvers::parse_solver(solver));
  const std::string name = !schedule.empty() ? schedule : all_rows ? "constant" : "cosine";
  train::Schedule chosen{.kind = train::parse_schedule(name)};
  const auto take = [&](auto& field, const auto& given, std::string_view option,
                        std::initializer_list<Kind> kinds) {
    if (!given) return;
    if (std::find(kinds.begin(), kinds.end(), chosen.kind) == kinds.end()) {
      throw Error(ErrorCode::invalid_argument,
                  fmt::format("{} does not apply to --schedule {}", option, name));
    }
    field = *given;
  };
  take(chosen.decay, schedule_decay, "--schedule-decay", {Kind::invscaling});
  take(chosen.factor, schedule_factor, "--schedule-factor", {Kind::step, Kind::plateau});
  take(chosen.every, schedule_every, "--schedule-every", {Kind::step});
  take(chosen.warm_up, schedule_warm_up, "--schedule-warm-up", {Kind::onecycle});
  take(chosen.patience, schedule_patience, "--schedule-patience", {Kind::plateau});
  take(chosen.threshold, schedule_threshold, "--schedule-threshold", {Kind::plateau});
  return chosen;
}

train::Options TrainingOptions::fit_options() const {
  train::Options fit;
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
  if ((momentum || !nesterov.empty()) && chosen != Solver::sgd) {
    refuse(momentum ? "--momentum" : "--nesterov", chosen, "has none; sgd has");
  }
  if (huber_delta && loss != "huber") {
    throw Error(ErrorCode::invalid_argument, "--huber-delta applies to --loss huber alone");
  }
  fit.optimiser.solver = chosen;
  fit.optimiser.momentum = momentum.value_or(fit.optimiser.momentum);
  fit.optimiser.nesterovs_momentum = nesterov != "no";
  fit.optimiser.weight_decay = weight_decay.value_or(fit.optimiser.weight_decay);
  fit.learning_rate = learning_rate.value_or(default_learning_rate(chosen));
  fit.schedule = chosen_schedule();
  fit.epochs = epochs;
  fit.batch_size = takes_all_rows(chosen) ? 0 : batch_size.value_or(32);
  fit.precision = train::parse_precision(precision);
  fit.engine = engine;
  fit.seed = seed;
  fit.loss.l2 = l2;
  fit.loss.l1 = l1;
  fit.dropout = dropout;
  fit.max_grad_norm = max_grad_norm;
  fit.loss.label_smoothing = label_smoothing;
  if (!loss.empty() && loss != "cross-entropy")
    fit.loss.regression = reference::parse_regression(loss);
  fit.loss.huber_delta = huber_delta.value_or(fit.loss.huber_delta);
  fit.patience = patience;
  fit.min_delta = min_delta;
  if (!monitor.empty()) fit.monitor = train::parse_monitor(monitor);
  fit.max_rollbacks = max_rollbacks;
  return fit;
}

double TrainingOptions::chosen_validation_fraction() const {
  if (!valid.empty() && validation_fraction) {
    throw Error(ErrorCode::invalid_argument,
                "--valid and --validation-fraction both name the validation rows; give one");
  }
  if (validation_fraction && !(*validation_fraction > 0 && *validation_fraction < 1)) {
    if (*validation_fraction == 0 && patience == 0 && monitor.empty()) return 0;
    throw Error(ErrorCode::invalid_argument,
                fmt::format("--validation-fraction must be above 0 and below 1, not {}",
                            *validation_fraction));
  }
  const bool wanted = valid.empty() && (patience > 0 || !monitor.empty());
  return validation_fraction.value_or(wanted ? 0.1 : 0);
}

experiment::ClassWeight TrainingOptions::chosen_class_weight() const {
  experiment::ClassWeight weight;
  for (const std::string& text : class_weight) {
    if (text == "balanced") {
      weight.balanced = true;
      continue;
    }
    const auto sign = text.rfind('=');
    const auto value = sign == std::string::npos
                           ? std::optional<double>()
                           : data::parse_number(std::string_view(text).substr(sign + 1));
    if (!value) {
      throw Error(ErrorCode::invalid_argument,
                  fmt::format("--class-weight takes 'balanced' or CLASS=NUMBER, not '{}'", text));
    }
    weight.given.emplace_back(text.substr(0, sign), *value);
  }
  return weight;
}

void TrainingOptions::check_task(preprocess::Task task) const {
  const bool quantity = task == preprocess::Task::regression;
  const auto fail = [&](std::string_view option) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{} does not apply: the target {}", option,
                            quantity ? "is a quantity; --task classification takes its values as "
                                       "classes"
                                     : "has classes; --task regression takes it as a quantity"));
  };
  if (!loss.empty() && (loss == "cross-entropy") == quantity) fail("--loss " + loss);
  if (quantity && !class_weight.empty()) fail("--class-weight");
  if (quantity && label_smoothing > 0) fail("--label-smoothing");
}

}  // namespace crescent::cli
