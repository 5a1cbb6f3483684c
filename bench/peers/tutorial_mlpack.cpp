// The tutorial's training in mlpack: FFN's gradient, the step as the tutorial has it.
#include <mlpack/core.hpp>
#include <mlpack/methods/ann/ann.hpp>

#include "peer.hpp"

namespace {

std::string peer_version() {
  return std::to_string(MLPACK_VERSION_MAJOR) + "." + std::to_string(MLPACK_VERSION_MINOR) + "." +
         std::to_string(MLPACK_VERSION_PATCH);
}

std::string train(const std::string& folder, int hidden, int passes, double rate) {
  constexpr std::size_t rows = 200;
  constexpr double l2 = 0.01;
  auto x = peer::load<double>(folder + "/tutorial.x");
  const auto y = peer::load<int>(folder + "/tutorial.y");
  const auto first = peer::load<double>(folder + "/tutorial" + std::to_string(hidden) + ".w");
  mlpack::FFN<mlpack::NegativeLogLikelihood, mlpack::ConstInitialization> network;
  network.Add<mlpack::Linear>(std::size_t(hidden));
  network.Add<mlpack::TanH>();
  network.Add<mlpack::Linear>(std::size_t(2));
  network.Add<mlpack::LogSoftMax>();
  network.Reset(2);
  network.ResetData(arma::mat(x.data(), 2, rows, false),
                    arma::mat(arma::conv_to<arma::rowvec>::from(y)));
  arma::mat& w = network.Parameters();
  std::copy(first.begin(), first.end(), w.begin());  // the layers look at this memory
  // mlpack's weights lie as the file's: W (outputs x inputs, by columns), then b. Biases have no
  // penalty.
  arma::mat decay(w.n_rows, 1, arma::fill::value(l2));
  decay.rows(arma::uword(2 * hidden), arma::uword(3 * hidden - 1)).zeros();
  decay.tail_rows(2).zeros();
  arma::mat gradient(w.n_rows, 1);
  const auto loss = [&] {
    return (network.Evaluate(w, 0, rows) + 0.5 * arma::accu(decay % w % w)) / double(rows);
  };
  double before = 0;
  for (int i = 0; i < passes; ++i) {
    network.EvaluateWithGradient(w, 0, gradient, rows);
    w -= rate * (gradient + decay % w);
    if (i % 1000 == 0 || i == passes - 2) before = loss();
  }
  return "{\"loss\": " + std::to_string((before + loss()) / 2) + "}";
}

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = peer::arguments(argc, argv);
  const struct {
    int hidden, passes;
    double rate;
  } runs[] = {{3, 20000, 0.01}, {50, 2000, 0.001}, {500, 200, 0.0001}};
  for (const auto& run : runs)
    peer::report(arguments, ("tutorial" + std::to_string(run.hidden)).c_str(), "mlpack",
                 peer_version().c_str(), "float64",
                 [&] { return train(arguments.folder, run.hidden, run.passes, run.rate); });
}
