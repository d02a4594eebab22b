// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Room for one object that is there only at times, as std::optional, which says behind a large
// object whether it is there: far from all else that is looked at, in a line of memory of its own.
// Here that comes first, beside what is declared before it.
//
// Threads: as the object. Ownership: the object's. Errors: what its constructor throws.

#pragma once

#include <new>
#include <utility>

namespace otelwrap::curl {

template <class T>
class InPlace {
 public:
  InPlace() noexcept {}  // NOLINT(modernize-use-equals-default): leaves the room alone
  ~InPlace() { reset(); }
  InPlace(const InPlace&) = delete;
  InPlace& operator=(const InPlace&) = delete;

  template <class... Arguments>
  T& emplace(Arguments&&... arguments) {
    reset();
    new (&room_) T(std::forward<Arguments>(arguments)...);
    is_there_ = true;
    return room_;
  }
  void reset() noexcept {
    if (!std::exchange(is_there_, false)) return;
    room_.~T();
  }

  explicit operator bool() const noexcept { return is_there_; }
  T& operator*() noexcept { return room_; }
  const T& operator*() const noexcept { return room_; }
  T* operator->() noexcept { return &room_; }
  const T* operator->() const noexcept { return &room_; }

 private:
  bool is_there_ = false;
  union {
    T room_;
  };
};

}  // namespace otelwrap::curl
