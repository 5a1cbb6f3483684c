// CRESCENT_INSTRUCTIONS limits the tests as it limits the command; a set that this machine is
// without skips them all.
#include <cstdio>
#include <cstdlib>

#include <gtest/gtest.h>

#include <crescent/base/error.hpp>
#include <crescent/engine/engine.hpp>

namespace {

class Instructions : public ::testing::Environment {
 public:
  void SetUp() override {
    const char* best = std::getenv("CRESCENT_INSTRUCTIONS");
    if (best == nullptr || *best == '\0') return;
    try {
      crescent::engine::limit_instruction_set(best);
    } catch (const crescent::Error& error) {
      std::printf("SKIPPED: %s\n", error.message().c_str());
      std::exit(0);
    }
  }
};

const auto* const instructions = ::testing::AddGlobalTestEnvironment(new Instructions);

}  // namespace
