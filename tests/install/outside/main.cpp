// Trains on xor, saves the model, loads it and predicts fresh points; exit status 0 if more than 90
// % of them are right. The argument names the model file to write.
#include <cstdio>

#include "all_headers.hpp"

using namespace crescent;

namespace {

data::Table table_of(const data::Dataset& dataset) {
  std::string csv = "x1,x2,class\n";
  for (Index n = 0; n < dataset.rows(); ++n) {
    const int y = dataset.y[static_cast<std::size_t>(n)];
    csv += std::to_string(dataset.x(n, 0)) + "," + std::to_string(dataset.x(n, 1)) +
           (y == 0 ? ",same\n" : ",different\n");
  }
  return data::parse_csv(csv, "xor");
}

double accuracy(const model::Model& model, const data::Table& table) {
  const auto labels = preprocess::encode_labels(table, "class", model.pipeline.classes);
  return metrics::accuracy(labels, metrics::argmax_rows(model.predict_proba(table)));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  random::RandomState random(0);
  const data::Table table = table_of(datasets::make_xor(random, 300));
  const data::Table fresh = table_of(datasets::make_xor(random, 300));

  std::vector<std::size_t> rows(table.rows());
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i;
  auto pipeline = preprocess::fit(table, table.find("class"), rows);
  const auto x = preprocess::transform(pipeline, table, rows);
  const auto y = preprocess::encode_labels(table, "class", pipeline.classes);

  network::Network network(network::make_architecture(pipeline.features(), {8}, 2));
  network::initialise(network, network::Initialisation::glorot, random);
  train::fit(network, x, y,
             {.optimiser = {.solver = solvers::Solver::adam},
              .learning_rate = 0.02,
              .epochs = 150,
              .batch_size = 32});
  model::save({.pipeline = pipeline, .network = network}, argv[1]);
  const double reached = accuracy(model::load(argv[1]), fresh);
  std::printf("crescent %s: %.3f of the fresh points are right\n", std::string(version()).c_str(),
              reached);

  try {
    data::parse_csv("", "nothing");
    return 3;
  } catch (const Error& error) {
    if (error.code() != ErrorCode::parse) return 4;
  }
  return reached > 0.9 ? 0 : 1;
}
