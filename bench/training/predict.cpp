// Probabilities of 20 -> 64 -> 64 -> 3 relu, float32: one row at a time, and a million rows.
#include <crescent/engine/predictor.hpp>

#include "support.hpp"

int main(int argc, char** argv) {
  using namespace bench;
  const auto arguments = peer::arguments(argc, argv);
  constexpr Index inputs = 20, one_by_one = 2000;
  const auto raw = peer::load<float>(arguments.folder + "/predict.x");
  const auto weights = peer::load<float>(arguments.folder + "/predict.w");
  const MatrixView<float> x(raw.data(), std::ssize(raw) / inputs, inputs);
  engine::Predictor<float> predict(
      network::make_architecture(inputs, {64, 64}, 3, network::Activation::relu), weights);
  const auto told = [](const auto& p) {
    return fmt::format(R"({{"probabilities": [{:.9g}, {:.9g}, {:.9g}]}})", p(0), p(1), p(2));
  };
  Matrix<float> p(1, 3);
  report(arguments, "predict_row", "float32", [&] {
    for (Index n = 0; n < one_by_one; ++n) predict(x.row(n).data(), 1, p.data());
    return told(p.row(0));
  });
  Matrix<float> all(x.rows(), 3);
  report(arguments, "predict_rows", "float32", [&] {
    predict(x.data(), x.rows(), all.data());
    return told(all.row(one_by_one - 1));
  });
}
