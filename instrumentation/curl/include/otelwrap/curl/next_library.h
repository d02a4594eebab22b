// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// For otelwrap::auto, which defines libcurl's own symbols: lets this component call the library
// that comes next in the link order, not those symbols again. Nobody else needs it.
//
// Threads: before the first transfer, once. Errors: false where there is no next libcurl (it is
// part of the program itself): nothing was changed then.

#pragma once

#include <otelwrap/config.h>

namespace otelwrap::curl {

OTELWRAP_API bool UseNextLibrary() noexcept;

}  // namespace otelwrap::curl
