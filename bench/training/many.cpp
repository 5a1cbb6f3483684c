// 64 networks 2 -> 16 -> 16 -> 2 relu on 1000 rows, Adam, batches of 32, 50 epochs, shared out over
// threads.
#include <crescent/base/parallel.hpp>

#include "support.hpp"

int main(int argc, char** argv) {
  using namespace bench;
  const auto arguments = peer::arguments(argc, argv);
  const Data<float> moons(arguments.folder, "many", 2);
  constexpr std::size_t networks = 64;
  std::vector<network::Network> start;
  for (std::size_t i = 0; i < networks; ++i)
    start.push_back(
        load_network<float>(arguments.folder + "/many.w",
                            network::make_architecture(2, {16, 16}, 2, network::Activation::relu),
                            static_cast<Index>(i)));
  report(arguments, "many", "float32", [&] {
    auto trained = start;
    parallel_for(static_cast<int>(arguments.threads), networks, [&](std::size_t i) {
      train_network(trained[i], moons.x, moons.y, 50, 32, 1, static_cast<std::uint32_t>(i));
    });
    const Matrix<double> rows = moons.x.cast<double>();
    double sum = 0;
    for (const auto& network : trained)
      sum += metrics::log_loss(moons.y, network.predict_proba(rows));
    return fmt::format(R"({{"loss": {:.9g}}})", sum / networks);
  });
}
