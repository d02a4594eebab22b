// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A static object that outlives everything: calls may still be under way while the process ends.
// In its own storage, so that a noexcept function that has one allocates nothing for it.
//
//   static const NeverDestroyed<Context> empty;
//   return empty.get();
//
// Threads: as a function's static object. Errors: what T's constructor throws.

#pragma once

#include <new>
#include <utility>

namespace otelwrap::common {

template <class T>
class NeverDestroyed {
 public:
  template <class... Arguments>
  explicit NeverDestroyed(Arguments&&... arguments) {
    new (storage_) T(std::forward<Arguments>(arguments)...);
  }
  NeverDestroyed(const NeverDestroyed&) = delete;
  NeverDestroyed& operator=(const NeverDestroyed&) = delete;

  const T& get() const noexcept { return *std::launder(reinterpret_cast<const T*>(storage_)); }
  T& get() noexcept { return *std::launder(reinterpret_cast<T*>(storage_)); }

 private:
  alignas(T) unsigned char storage_[sizeof(T)];
};

}  // namespace otelwrap::common
