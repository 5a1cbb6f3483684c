// 64 networks 2 -> 16 -> 16 -> 2 in tiny-dnn, shared out over threads.
#include <thread>

#include <tiny_dnn/tiny_dnn.h>

#include "peer.hpp"

namespace {

using namespace tiny_dnn;

constexpr std::size_t rows = 1000, networks = 64;

void set_weights(network<sequential>& net, const float* from) {
  // tiny-dnn keeps W as (inputs x outputs) row-major, as the file does.
  for (std::size_t layer = 0; layer < net.layer_size(); ++layer)
    for (vec_t* block : net[layer]->weights()) {
      std::copy(from, from + block->size(), block->begin());
      from += block->size();
    }
}

double train(std::size_t index, const std::vector<vec_t>& x, const std::vector<label_t>& y,
             const float* first) {
  network<sequential> net;
  net << fully_connected_layer<activation::relu>(2, 16)
      << fully_connected_layer<activation::relu>(16, 16)
      << fully_connected_layer<activation::softmax>(16, 2);
  net.weight_init(weight_init::constant(0)).bias_init(weight_init::constant(0));
  net.init_weight();
  set_weights(net, first);
  adam optimiser;  // 0.001, 0.9, 0.999 as elsewhere
  set_random_seed(static_cast<unsigned>(index));
  net.train<cross_entropy_multiclass>(
      optimiser, x, y, 32, 50, [] {}, [] {}, false, 1);
  double loss = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    loss -= std::log(std::max(double(net.predict(x[i])[y[i]]), 1e-30));
  return loss / double(x.size());
}

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = peer::arguments(argc, argv);
  const auto raw = peer::load<float>(arguments.folder + "/many.x");
  const auto classes = peer::load<int>(arguments.folder + "/many.y");
  const auto first = peer::load<float>(arguments.folder + "/many.w");
  std::vector<vec_t> x;
  for (std::size_t i = 0; i < rows; ++i) x.push_back({raw[2 * i], raw[2 * i + 1]});
  const std::vector<label_t> y(classes.begin(), classes.end());
  peer::report(arguments, "many", "tiny-dnn", "1.0.0a3", "float32", [&] {
    std::vector<double> losses(networks);
    std::vector<std::thread> pool;
    for (int t = 0; t < arguments.threads; ++t)
      pool.emplace_back([&, t] {
        for (std::size_t i = std::size_t(t); i < networks; i += std::size_t(arguments.threads))
          losses[i] = train(i, x, y, first.data() + i * (first.size() / networks));
      });
    for (auto& thread : pool) thread.join();
    double sum = 0;
    for (const double loss : losses) sum += loss;
    return "{\"loss\": " + std::to_string(sum / networks) + "}";
  });
}
