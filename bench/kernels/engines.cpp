// One step (loss and gradient) and one prediction of every engine over shapes.
//   build/bench/bench_kernels --benchmark_filter=step
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include <crescent/engine/engine.hpp>
#include <crescent/network/network.hpp>

namespace {

using namespace crescent;

struct Shape {
  Index inputs;
  std::vector<Index> hidden;
  int classes;
  Index rows;
};

const std::vector<Shape> shapes = {
    {2, {3}, 2, 200},     {2, {50}, 2, 200},       {2, {500}, 2, 200},
    {2, {16, 16}, 2, 32}, {64, {100}, 10, 200},    {64, {100}, 10, 32},
    {20, {64, 64}, 3, 1}, {20, {64, 64}, 3, 1000}, {784, {512, 256}, 10, 128}};

std::string described(const Shape& shape) {
  std::string text = std::to_string(shape.rows) + "x" + std::to_string(shape.inputs);
  for (const Index units : shape.hidden) text += "-" + std::to_string(units);
  return text + "-" + std::to_string(shape.classes);
}

template <class T>
struct Case {
  Case(const Shape& shape, const std::string& engine_name)
      : architecture(network::make_architecture(shape.inputs, shape.hidden, shape.classes,
                                                network::Activation::relu)),
        engine(engine::make_engine<T>(architecture, {}, {.name = engine_name})),
        w(static_cast<std::size_t>(reference::parameter_count(architecture))),
        gradient(w.size()),
        x(shape.rows, shape.inputs),
        p(shape.rows, shape.classes) {
    std::mt19937 random(1);
    std::normal_distribution<T> normal(0, T(0.1));
    for (T& value : w) value = normal(random);
    for (Index i = 0; i < x.size(); ++i) x.data()[i] = 10 * normal(random);
    for (Index n = 0; n < shape.rows; ++n) y.push_back(static_cast<int>(n) % shape.classes);
  }

  reference::Architecture architecture;
  std::unique_ptr<engine::Engine<T>> engine;
  std::vector<T> w, gradient;
  Matrix<T> x, p;
  std::vector<int> y;
};

template <class T>
void add(const std::string& precision) {
  for (const std::string& engine : engine::engine_names())
    for (const Shape& shape : shapes) {
      benchmark::RegisterBenchmark(
          ("step/" + precision + "/" + engine + "/" + described(shape)).c_str(),
          [=](benchmark::State& state) {
            Case<T> c(shape, engine);
            for (auto _ : state)
              benchmark::DoNotOptimize(c.engine->loss_and_gradient(
                  c.w, {{c.x.data(), c.x.rows(), c.x.cols()}, c.y}, c.gradient));
          });
      benchmark::RegisterBenchmark(
          ("predict/" + precision + "/" + engine + "/" + described(shape)).c_str(),
          [=](benchmark::State& state) {
            Case<T> c(shape, engine);
            for (auto _ : state) {
              c.engine->predict(c.w, {c.x.data(), c.x.rows(), c.x.cols()}, c.p);
              benchmark::DoNotOptimize(c.p.data());
            }
          });
    }
}

const bool added = [] {
  add<float>("float32");
  add<double>("float64");
  return true;
}();

}  // namespace
