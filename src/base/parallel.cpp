#include <crescent/base/parallel.hpp>

#if CRESCENT_THREADS
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>
#endif

// ThreadSanitizer cannot look into oneTBB, which it has not compiled: it is told what parallel_for
// promises, that calls come after whatever the caller did and before whatever it does next.
#if defined(__SANITIZE_THREAD__)
extern "C" void __tsan_acquire(void* address);
extern "C" void __tsan_release(void* address);
#endif

namespace crescent {
namespace {

void acquire([[maybe_unused]] void* address) {
#if defined(__SANITIZE_THREAD__)
  __tsan_acquire(address);
#endif
}
void release([[maybe_unused]] void* address) {
#if defined(__SANITIZE_THREAD__)
  __tsan_release(address);
#endif
}

void one_after_another(std::size_t count, const std::function<void(std::size_t)>& f) {
  for (std::size_t i = 0; i < count; ++i) f(i);
}

}  // namespace

#if CRESCENT_THREADS

int hardware_threads() { return tbb::info::default_concurrency(); }

void parallel_for(int threads, std::size_t count, const std::function<void(std::size_t)>& f) {
  if (threads == 0) threads = hardware_threads();
  if (threads <= 1 || count <= 1) {
    one_after_another(count, f);
    return;
  }
  char began = 0, ended = 0;
  const auto one = [&](std::size_t i) {
    acquire(&began);
    f(i);
    release(&ended);
  };
  const auto all = [&] {
    tbb::parallel_for(std::size_t{0}, count, std::size_t{1}, one, tbb::simple_partitioner());
  };
  release(&began);
  // The arena that is there already needs no other when it is as wide as asked for.
  if (threads == tbb::this_task_arena::max_concurrency()) {
    all();
  } else {
    tbb::task_arena(threads).execute(all);
  }
  acquire(&ended);
}

#else

int hardware_threads() { return 1; }

void parallel_for(int /*threads*/, std::size_t count, const std::function<void(std::size_t)>& f) {
  one_after_another(count, f);
}

#endif

}  // namespace crescent
