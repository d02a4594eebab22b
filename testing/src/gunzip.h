// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// gzip, with a bound on what comes out: a small body can unpack to gigabytes.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace otelwrap::testing {

enum class GunzipResult { kDone, kCorrupt, kTooLarge };

// Unpacks the whole of `packed` into `plain`; stops as soon as that would pass `max_bytes`. A body
// that is cut off, or followed by anything but another gzip member, is corrupt.
GunzipResult Gunzip(std::string_view packed, size_t max_bytes, std::string* plain);

}  // namespace otelwrap::testing
