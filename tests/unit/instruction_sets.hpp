#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <gtest/gtest.h>
#include <hwy/targets.h>

namespace crescent::tests {

/// Runs the body on each instruction set that this machine has, the plainest one last.
template <class F>
void on_every_instruction_set(F body) {
  const std::int64_t all = hwy::SupportedTargets();
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    SCOPED_TRACE(hwy::TargetName(target));
    body();
  }
  hwy::SetSupportedTargetsForTest(all);
  hwy::GetChosenTarget().Update(all);
}

/// Values that start one entry past an address that vectors like.
template <class T>
class Misaligned {
 public:
  template <class Other>
  explicit Misaligned(const std::vector<Other>& values) : memory_(1) {
    for (const Other value : values) memory_.push_back(static_cast<T>(value));
  }
  T* data() { return memory_.data() + 1; }
  std::span<T> span() { return std::span(memory_).subspan(1); }
  std::vector<T> values() const { return {memory_.begin() + 1, memory_.end()}; }

 private:
  std::vector<T> memory_;
};

}  // namespace crescent::tests
