// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A program and a plugin of it that are each linked with a static otelwrap_common have two of it in
// one process: two switches, two defaults. Nothing is wrong with that by itself, but it is seldom
// meant, so it is said, once, on stderr, by the copy that came later.
//
// Each copy leaves an ELF note in the program or library that holds it. A symbol would not do: the
// symbols of a program are not seen by its plugins unless it was linked with -rdynamic.

#pragma once

namespace otelwrap::common {

// Threads: any. Cheap after the first call, and called only where an instrumentation is made.
void WarnOfOtherCopies() noexcept;

}  // namespace otelwrap::common
