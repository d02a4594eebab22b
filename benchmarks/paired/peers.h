// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The Go peers beside us: the program `loop` of their folder does the same requests to the same
// kind of server, in the same environment and on the same processor, right after ours.

#pragma once

#include <string>

#include "paired/rounds.h"

namespace otelwrap::benchmarks {

// `program`: the built `loop`. Never throws: what went wrong is in the result.
Paired RunPeer(const std::string& program, const std::string& scenario,
               const RoundOptions& options);

}  // namespace otelwrap::benchmarks
