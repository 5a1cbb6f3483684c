#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>

#include <crescent/base/matrix.hpp>

namespace crescent {

constexpr std::size_t alignment = 64;  ///< bytes: the widest vector, and a cache line

/// Memory at an address that vectors like; zeros at first.
template <class T>
class AlignedBuffer {
 public:
  /// Room for `size` entries; allocates, and loses what was there, only where there was less.
  void reserve(Index size) {
    if (size <= size_) return;
    const auto count = static_cast<std::size_t>(size);
    values_.reset(static_cast<T*>(::operator new (count * sizeof(T), std::align_val_t{alignment})));
    std::fill_n(values_.get(), count, T(0));
    size_ = size;
  }
  T* data() { return values_.get(); }

 private:
  struct Free {
    void operator()(T* values) const { ::operator delete (values, std::align_val_t{alignment}); }
  };
  std::unique_ptr<T, Free> values_;
  Index size_ = 0;
};

}  // namespace crescent
