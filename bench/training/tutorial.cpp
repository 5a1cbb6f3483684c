// The tutorial's training: 200 x 2, one hidden layer, full batch, fixed step.
#include "support.hpp"

namespace {

using namespace bench;

template <class T>
void run(const peer::Arguments& arguments, const Data<double>& moons, int hidden, int passes,
         double rate) {
  const std::string name = "tutorial" + std::to_string(hidden);
  const auto start = load_network<double>(arguments.folder + "/" + name + ".w",
                                          network::make_architecture(2, {hidden}, 2));
  report(arguments, name, precision<T>, [&] {
    return fmt::format(R"({{"loss": {:.12g}}})",
                       fixed_step<T>(start, moons.x, moons.y, passes, rate));
  });
}

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = peer::arguments(argc, argv);
  const Data<double> moons(arguments.folder, "tutorial", 2);
  const struct {
    int hidden, passes;
    double rate;
  } runs[] = {{3, 20000, 0.01}, {50, 2000, 0.001}, {500, 200, 0.0001}};
  for (const auto& [hidden, passes, rate] : runs) {
    run<double>(arguments, moons, hidden, passes, rate);
    run<float>(arguments, moons, hidden, passes, rate);
  }
}
