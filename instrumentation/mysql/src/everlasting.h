// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// One object for the whole process, without an allocation and never destroyed: calls may still be
// under way while the process ends.
//
// Threads: made once, safely; what it holds looks after itself.

#pragma once

namespace otelwrap::mysql {

// `Tag`: for several objects of one type.
template <class T, class Tag = T>
T& Everlasting() noexcept {
  static union Storage {
    Storage() noexcept : value() {}
    ~Storage() {}  // NOLINT(modernize-use-equals-default): the value is left alone
    T value;
  } storage;
  return storage.value;
}

}  // namespace otelwrap::mysql
