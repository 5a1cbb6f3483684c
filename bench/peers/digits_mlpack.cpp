// Digits 64 -> 100 -> 10 in mlpack, float32: FFN's gradient on shuffled batches, Adam's update in
// Armadillo.
#include <mlpack/core.hpp>
#include <mlpack/methods/ann/ann.hpp>

#include "peer.hpp"

namespace {

std::string peer_version() {
  return std::to_string(MLPACK_VERSION_MAJOR) + "." + std::to_string(MLPACK_VERSION_MINOR) + "." +
         std::to_string(MLPACK_VERSION_PATCH);
}

constexpr arma::uword inputs = 64, hidden = 100, classes = 10;
constexpr int epochs = 200;

using Network = mlpack::FFN<mlpack::NegativeLogLikelihoodType<arma::fmat>,
                            mlpack::ConstInitialization, arma::fmat>;

/// As PyTorch and ensmallen have it, every operation one pass over the parameters.
class Adam {
 public:
  explicit Adam(arma::uword size)
      : m_(size, 1, arma::fill::zeros), v_(size, 1, arma::fill::zeros) {}
  void step(arma::fmat& w, const arma::fmat& gradient) {
    b1_ *= 0.9F;
    b2_ *= 0.999F;
    m_ = 0.9F * m_ + 0.1F * gradient;
    v_ = 0.999F * v_ + 0.001F * (gradient % gradient);
    w -= (0.001F / (1 - b1_)) * m_ / (arma::sqrt(v_ / (1 - b2_)) + 1e-8F);
  }

 private:
  arma::fmat m_, v_;
  float b1_ = 1, b2_ = 1;
};

std::string train(const std::string& folder, arma::uword batch) {
  const auto raw = peer::load<double>(folder + "/digits.x");
  const auto y = peer::load<int>(folder + "/digits.y");
  const arma::uword rows = y.size();
  const arma::fmat x = arma::conv_to<arma::fmat>::from(arma::mat(raw.data(), inputs, rows));
  const arma::fmat targets = arma::conv_to<arma::frowvec>::from(y);
  Network network{mlpack::NegativeLogLikelihoodType<arma::fmat>(false)};  // the mean over a batch
  network.Add<mlpack::Linear>(hidden);
  network.Add<mlpack::ReLU>();
  network.Add<mlpack::Linear>(classes);
  network.Add<mlpack::LogSoftMax>();
  network.Reset(inputs);
  arma::fmat& w = network.Parameters();  // the layers look at this memory
  const auto first = peer::load<double>(folder + "/digits.w");
  std::transform(first.begin(), first.end(), w.begin(), [](double value) { return float(value); });
  Adam adam(w.n_rows);
  arma::fmat gradient(w.n_rows, 1);
  arma::arma_rng::set_seed(0);
  for (int epoch = 0; epoch < epochs; ++epoch) {
    const arma::uvec order = arma::randperm(rows);
    network.ResetData(x.cols(order), targets.cols(order));
    for (arma::uword start = 0; start < rows; start += batch) {
      network.EvaluateWithGradient(w, start, gradient, std::min(batch, rows - start));
      adam.step(w, gradient);
    }
  }
  network.ResetData(x, targets);
  const double loss = network.Evaluate(w, 0, rows);
  arma::fmat logarithms;
  network.Predict(x, logarithms);
  const arma::frowvec found = arma::conv_to<arma::frowvec>::from(arma::index_max(logarithms, 0));
  const double accuracy = double(arma::accu(found == targets)) / double(rows);
  return "{\"loss\": " + std::to_string(loss) + ", \"accuracy\": " + std::to_string(accuracy) + "}";
}

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = peer::arguments(argc, argv);
  for (const arma::uword batch : {200, 32})
    peer::report(arguments, ("digits" + std::to_string(batch)).c_str(), "mlpack",
                 peer_version().c_str(), "float32", [&] { return train(arguments.folder, batch); });
}
