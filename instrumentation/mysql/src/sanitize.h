// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What the public functions of sanitize.h stand on: one reading of a text, by one lexer, for those
// who want its sanitised form, its summary, or both. An option of the user's leaves the literals
// in, the secrets still out.
//
// Threads: pure functions. Errors: false where memory was out; `out` is empty then.

#pragma once

#include <otelwrap/mysql/sanitize.h>

#include <string>
#include <string_view>

#include "query_text.h"

namespace otelwrap::mysql {

// What else a reading may tell; each may be null.
struct AlsoRead {
  QuerySummary* summary = nullptr;
  bool* several = nullptr;  // several statements, or a CALL: more than one result may come
};

bool WriteQueryText(std::string_view text, const SqlDialect& dialect, Literals literals,
                    const SanitizeOptions& options, std::string& out,
                    const AlsoRead& also = {}) noexcept;

}  // namespace otelwrap::mysql
