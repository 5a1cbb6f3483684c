// RandomState against numpy.random.RandomState, bit for bit. Integers, uniforms and orders must
// agree on every machine. Normals pass through the C library's log, as NumPy's do: the file holds
// glibc's.
#include <bit>
#include <functional>

#include <gtest/gtest.h>

#include <crescent/random/random_state.hpp>

#include "golden/golden.hpp"

using crescent::random::RandomState;
using nlohmann::json;

namespace {

// Numbers are compared as their 64 bits, so that -0.0 and the last digit count.
using Bits = std::vector<std::uint64_t>;

std::uint64_t bits(double value) { return std::bit_cast<std::uint64_t>(value); }
std::uint64_t bits(std::int64_t value) { return static_cast<std::uint64_t>(value); }

std::uint64_t fingerprint(const Bits& values) {
  std::uint64_t result = 0xCBF29CE484222325;
  for (const std::uint64_t value : values) result = (result ^ value) * 0x100000001B3;
  return result;
}

std::uint64_t draw(RandomState& random, const std::string& call, const json& step) {
  if (call == "standard_normal") return bits(random.standard_normal());
  if (call == "random_sample") return bits(random.random_sample());
  if (call == "normal") return bits(random.normal(step.at("loc"), step.at("scale")));
  if (call == "uniform") return bits(random.uniform(step.at("low"), step.at("high")));
  if (call == "randint") return bits(random.randint(step.at("low"), step.at("high")));
  throw std::runtime_error("unknown call " + call);
}

Bits answers(RandomState& random, const json& step) {
  const std::string call = step.at("call");
  if (call == "permutation") {
    const std::vector<std::size_t> order = random.permutation(step.at("size"));
    return {order.begin(), order.end()};
  }
  if (call == "shuffle") {
    Bits values = step.at("values");
    random.shuffle(std::span(values));
    return values;
  }
  Bits drawn;
  for (int i = 0; i < step.at("count"); ++i) drawn.push_back(draw(random, call, step));
  return drawn;
}

Bits expected(const json& step) {
  const json& result = step.at("result");
  Bits values;
  for (const json& number : result.is_array() ? result : json::array({result})) {
    values.push_back(number.is_number_float() ? bits(number.get<double>())
                                              : bits(number.get<std::int64_t>()));
  }
  return values;
}

TEST(RandomGolden, EveryCallAnswersAsNumPy) {
  const json golden = crescent::golden::load("random");
  ASSERT_GE(golden.at("runs").size(), 6u);
  for (const json& run : golden.at("runs")) {
    RandomState random(run.at("seed").get<std::uint32_t>());
    for (std::size_t i = 0; i < run.at("steps").size(); ++i) {
      const json& step = run.at("steps").at(i);
      SCOPED_TRACE("seed " + run.at("seed").dump() + ", step " + std::to_string(i) + ", " +
                   step.at("call").dump());
      const Bits drawn = answers(random, step);
      if (step.contains("fingerprint")) {
        ASSERT_EQ(fingerprint(drawn), step.at("fingerprint").get<std::uint64_t>());
      } else {
        ASSERT_EQ(drawn, expected(step));
      }
    }
  }
}

}  // namespace
