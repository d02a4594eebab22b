// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Waits for Ctrl-C or SIGTERM, so that main() ends the usual way and sends what telemetry is left.

#pragma once

namespace chain {

// Call it before the first thread is started: the signals then reach WaitForEnd() alone.
void BlockEndSignals();
void WaitForEnd();

}  // namespace chain
