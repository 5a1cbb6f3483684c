// A step of the fused engine and a prediction allocate nothing once they have run.
#include <atomic>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

#include <gtest/gtest.h>

#include <crescent/engine/engine.hpp>
#include <crescent/engine/predictor.hpp>
#include <crescent/network/network.hpp>
#include <crescent/solvers/optimiser.hpp>

namespace {

std::atomic<long> allocations = 0;

void* counted(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}

}  // namespace

// The whole test program's: counting is all they add. The aligned forms are left alone, as only
// buffers that stay use them. Not inline: GCC would take one half of a pair for a mismatch.
[[gnu::noinline]] void* operator new(std::size_t size) { return counted(size); }
[[gnu::noinline]] void* operator new[](std::size_t size) { return counted(size); }
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t& /*unused*/) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete[](void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

using namespace crescent;

template <class F>
long allocations_of(F f) {
  f();  // the first call makes room
  const long before = allocations;
  f();
  return allocations - before;
}

TEST(Allocations, AreCounted) {
  static std::unique_ptr<std::vector<int>> kept;  // seen from outside, so not optimised away
  EXPECT_EQ(allocations_of([] { kept = std::make_unique<std::vector<int>>(3); }), 2);
}

TEST(Allocations, AStepOfTheFusedEngineHasNone) {
  const auto architecture = network::make_architecture(4, {20, 5}, 3);
  std::vector<float> w(static_cast<std::size_t>(reference::parameter_count(architecture)), 0.1F);
  std::vector<float> gradient(w.size());
  const std::vector<float> x(70 * 4, 0.5F);
  const std::vector<int> y(70, 1);
  const engine::Batch<float> batch{{x.data(), 70, 4}, y};
  const auto adam = solvers::make_optimiser<float>({}, w.size());
  for (const auto* name : {"fused:examples", "fused:units"}) {
    const auto engine = engine::make_engine<float>(architecture, {.l2 = 0.1}, {.name = name});
    EXPECT_EQ(allocations_of([&] {
                adam->begin_step(0.01);
                engine->step(
                    w, batch, gradient,
                    [&](std::size_t offset, std::size_t count) {
                      adam->update(std::span(w).subspan(offset, count),
                                   std::span(gradient).subspan(offset, count), offset);
                    },
                    true);
              }),
              1)
        << name << ": the std::function of the test itself";
  }
}

TEST(Allocations, APredictionHasNone) {
  const auto architecture = network::make_architecture(20, {64, 64}, 3);
  const std::vector<float> w(static_cast<std::size_t>(reference::parameter_count(architecture)),
                             0.1F);
  engine::Predictor<float> predictor(architecture, w);
  const std::vector<float> x(300 * 20, 0.5F);
  std::vector<float> p(300 * 3);
  EXPECT_EQ(allocations_of([&] { predictor(x.data(), 1, p.data()); }), 0);
  EXPECT_EQ(allocations_of([&] { predictor(x.data(), 300, p.data()); }), 0);
}

}  // namespace
