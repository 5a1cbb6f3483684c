// The playground's trainer against train::fit: the same settings, the same bits.
#include <gtest/gtest.h>

#include <crescent/datasets/generators.hpp>
#include <crescent/train/fit.hpp>

#include "trainer.hpp"

namespace crescent::playground {
namespace {

struct Case {
  const char* name;
  solvers::Solver solver;
  Index batch_size;
  double dropout;
  bool single;
};

class TrainerAgainstFit : public testing::TestWithParam<Case> {};

TEST_P(TrainerAgainstFit, SameBits) {
  const Case& given = GetParam();
  random::RandomState points(3);
  const auto moons = datasets::make_moons(points, 70, 0.2);
  network::Network network(network::make_architecture(2, {5, 3}, 2));
  random::RandomState weights(1);
  network::initialise(network, network::Initialisation::glorot, weights);
  const std::vector<double> first(network.parameters().begin(), network.parameters().end());

  train::Options fit;
  fit.optimiser.solver = given.solver;
  fit.learning_rate = 0.02;
  fit.epochs = 12;
  fit.batch_size = given.batch_size;
  fit.seed = 9;
  fit.loss.l2 = 0.01;
  fit.dropout = given.dropout;
  fit.loss_every = 5;
  fit.precision = given.single ? train::Precision::float32 : train::Precision::float64;
  train::fit(network, moons.x, moons.y, fit);

  const Examples train{moons.x, moons.y, {}};
  const Examples test{moons.x.topRows(0), {}, {}};
  TrainerOptions options;
  options.loss.l2 = 0.01;
  options.dropout = given.dropout;
  options.optimiser.solver = given.solver;
  options.batch_size = given.batch_size;
  options.seed = 9;
  options.single = given.single;
  const auto trainer = make_trainer(network.architecture(), train, test, options, first);
  // Halfway through, all that it remembers goes into another trainer.
  for (int epoch = 0; epoch < 5; ++epoch) EXPECT_TRUE(trainer->epoch(0.02));
  const auto second = make_trainer(network.architecture(), train, test, options, first);
  second->set_state(trainer->state());
  for (int epoch = 5; epoch < 12; ++epoch) EXPECT_TRUE(second->epoch(0.02));

  const std::vector<double> trained = second->parameters();
  ASSERT_EQ(trained.size(), network.parameters().size());
  for (std::size_t i = 0; i < trained.size(); ++i) EXPECT_EQ(trained[i], network.parameters()[i]);
}

INSTANTIATE_TEST_SUITE_P(
    , TrainerAgainstFit,
    testing::Values(Case{"gd", solvers::Solver::gd, 0, 0, false},
                    Case{"adam_in_batches", solvers::Solver::adam, 16, 0, false},
                    Case{"adam_in_batches_float32", solvers::Solver::adam, 16, 0, true},
                    Case{"sgd_with_dropout", solvers::Solver::sgd, 16, 0.3, false},
                    Case{"rprop", solvers::Solver::rprop, 0, 0, false}),
    [](const auto& parameter) { return parameter.param.name; });

TEST(Trainer, LbfgsFindsWhatFitFinds) {
  random::RandomState points(3);
  const auto moons = datasets::make_moons(points, 60, 0.2);
  network::Network network(network::make_architecture(2, {3}, 2));
  random::RandomState weights(1);
  network::initialise(network, network::Initialisation::glorot, weights);
  const std::vector<double> first(network.parameters().begin(), network.parameters().end());
  train::Options fit;
  fit.optimiser.solver = solvers::Solver::lbfgs;
  fit.epochs = 10;
  fit.loss.l2 = 0.1;
  train::fit(network, moons.x, moons.y, fit);

  const Examples train{moons.x, moons.y, {}};
  const Examples test{moons.x.topRows(0), {}, {}};
  TrainerOptions options;
  options.loss.l2 = 0.1;
  options.optimiser.solver = solvers::Solver::lbfgs;
  const auto trainer = make_trainer(network.architecture(), train, test, options, first);
  for (int epoch = 0; epoch < 10; ++epoch) trainer->epoch(0);
  const std::vector<double> trained = trainer->parameters();
  for (std::size_t i = 0; i < trained.size(); ++i) EXPECT_EQ(trained[i], network.parameters()[i]);
}

TEST(Trainer, AFrozenParameterStaysForEverySolver) {
  random::RandomState points(3);
  const auto moons = datasets::make_moons(points, 40, 0.2);
  const auto architecture = network::make_architecture(2, {3}, 2);
  network::Network network(architecture);
  random::RandomState weights(1);
  network::initialise(network, network::Initialisation::glorot, weights);
  const std::vector<double> first(network.parameters().begin(), network.parameters().end());
  const Examples train{moons.x, moons.y, {}};
  const Examples test{moons.x.topRows(0), {}, {}};
  for (const std::string& name : solvers::solver_names()) {
    SCOPED_TRACE(name);
    TrainerOptions options;
    options.optimiser.solver = solvers::parse_solver(name);
    options.frozen.assign(first.size(), 0);
    options.frozen[2] = 1;
    const auto trainer = make_trainer(architecture, train, test, options, first);
    for (int epoch = 0; epoch < 5; ++epoch) trainer->epoch(0.05);
    EXPECT_EQ(trainer->parameters()[2], first[2]);
    EXPECT_NE(trainer->parameters()[1], first[1]);
  }
}

}  // namespace
}  // namespace crescent::playground
