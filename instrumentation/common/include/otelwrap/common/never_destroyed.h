// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A static object that outlives everything: calls may still be under way while the process ends,
// and handles may be given back by the destructors of other static objects. Made by the function
// that holds it, at its first call:
//
//   Table& TheTable() noexcept {
//     static NeverDestroyed<Table> table;
//     return table.get();
//   }
//
// Threads: made once, as every static object of a function; what it holds looks after itself.
// Ownership: in its own storage, without an allocation of its own. Errors: what T's constructor
// throws.

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
