// RandomState against numpy.random.RandomState, bit for bit. Integers, uniforms and orders must
// agree on every machine. Normals pass through the C library's log, as NumPy's do: with another
// one than the file was written with, they agree to its last bit (see golden.hpp).
#include <bit>

#include <gtest/gtest.h>

#include <crescent/random/random_state.hpp>

#include "golden/golden.hpp"

using crescent::random::RandomState;
using nlohmann::json;

namespace {

// A drawn number as its 64 bits, so that -0.0 and the last digit count.
using crescent::golden::bits;
using crescent::golden::Bits;

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

void expect_near(const Bits& drawn, const Bits& wanted) {
  ASSERT_EQ(drawn.size(), wanted.size());
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    const auto value = std::bit_cast<double>(wanted[i]);
    EXPECT_NEAR(std::bit_cast<double>(drawn[i]), value, crescent::golden::last_bits(value));
  }
}

void check(const Bits& drawn, const json& step, bool exact) {
  const std::string call = step.at("call");
  exact = exact || (call != "standard_normal" && call != "normal");
  if (!step.contains("fingerprint")) {
    if (exact) {
      ASSERT_EQ(drawn, expected(step));
    } else {
      expect_near(drawn, expected(step));
    }
  } else if (exact) {
    ASSERT_EQ(crescent::golden::fnv1a(drawn), step.at("fingerprint").get<std::uint64_t>());
  }
}

TEST(RandomGolden, EveryCallAnswersAsNumPy) {
  const json golden = crescent::golden::load("random");
  const bool exact = crescent::golden::same_libm(golden);
  ASSERT_GE(golden.at("runs").size(), 6u);
  for (const json& run : golden.at("runs")) {
    RandomState random(run.at("seed").get<std::uint32_t>());
    for (std::size_t i = 0; i < run.at("steps").size(); ++i) {
      const json& step = run.at("steps").at(i);
      SCOPED_TRACE("seed " + run.at("seed").dump() + ", step " + std::to_string(i) + ", " +
                   step.at("call").dump());
      check(answers(random, step), step, exact);
      if (HasFailure()) return;  // what follows starts from another state
    }
  }
  if (!exact) GTEST_SKIP() << "agrees, but to the last bits only: the C library rounds otherwise";
}

}  // namespace
