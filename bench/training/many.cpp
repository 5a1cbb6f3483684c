// 64 networks 2 -> 16 -> 16 -> 2 relu on 1000 rows, Adam, batches of 32, 50 epochs, shared out over
// threads.
#include <thread>

#include "support.hpp"

int main(int argc, char** argv) {
  using namespace bench;
  const auto arguments = peer::arguments(argc, argv);
  const Data<float> moons(arguments.folder, "many", 2);
  constexpr Index networks = 64;
  std::vector<network::Network> start;
  for (Index i = 0; i < networks; ++i)
    start.push_back(load_network<float>(
        arguments.folder + "/many.w",
        network::make_architecture(2, {16, 16}, 2, network::Activation::relu), i));
  report(arguments, "many", training_precision, [&] {
    auto trained = start;
    std::vector<std::thread> pool;
    for (Index t = 0; t < arguments.threads; ++t)
      pool.emplace_back([&, t] {
        for (Index i = t; i < networks; i += arguments.threads)
          train_network(trained[static_cast<std::size_t>(i)], moons.x, moons.y, 50, 32,
                        static_cast<std::uint32_t>(i));
      });
    for (auto& thread : pool) thread.join();
    double sum = 0;
    for (const auto& network : trained)
      sum += metrics::log_loss(moons.y, network.predict_proba(moons.x));
    return fmt::format(R"({{"loss": {:.9g}}})", sum / networks);
  });
}
