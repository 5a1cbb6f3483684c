// One row through 20 -> 64 -> 64 -> 3 in tiny-dnn.
#include <tiny_dnn/tiny_dnn.h>

#include "peer.hpp"

int main(int argc, char** argv) {
  using namespace tiny_dnn;
  const auto arguments = peer::arguments(argc, argv);
  constexpr std::size_t inputs = 20, rows = 2000;
  const auto raw = peer::load<float>(arguments.folder + "/predict.x");
  const auto first = peer::load<float>(arguments.folder + "/predict.w");
  network<sequential> net;
  net << fully_connected_layer<activation::relu>(20, 64)
      << fully_connected_layer<activation::relu>(64, 64)
      << fully_connected_layer<activation::softmax>(64, 3);
  net.init_weight();
  const float* from = first.data();
  for (std::size_t layer = 0; layer < net.layer_size(); ++layer)
    for (vec_t* block : net[layer]->weights()) {
      std::copy(from, from + block->size(), block->begin());
      from += block->size();
    }
  std::vector<vec_t> x;
  for (std::size_t i = 0; i < rows; ++i)
    x.emplace_back(raw.begin() + long(i * inputs), raw.begin() + long((i + 1) * inputs));
  peer::report(arguments, "predict_row", "tiny-dnn", "1.0.0a3", "float32", [&] {
    vec_t p;
    for (const vec_t& row : x) p = net.predict(row);
    return "{\"probabilities\": [" + std::to_string(p[0]) + ", " + std::to_string(p[1]) + ", " +
           std::to_string(p[2]) + "]}";
  });
}
