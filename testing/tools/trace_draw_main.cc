// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// trace-draw: a collector for one's own machine that draws each trace as it is finished. What it
// takes is in trace_draw_options.cc, or `trace-draw --help`.

#include <otelwrap/testing/otlp_receiver.h>
#include <otelwrap/testing/trace_page.h>
#include <otelwrap/testing/trace_waterfall.h>
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <string>
#include <vector>

#include "finished_traces.h"
#include "trace_draw_options.h"

namespace {

using otelwrap::testing::FinishedTrace;
using otelwrap::testing::FinishedTraces;
using otelwrap::testing::OtlpReceiver;
using otelwrap::testing::TraceDrawOptions;
using otelwrap::testing::TraceTree;
using Clock = std::chrono::steady_clock;

constexpr int kFailed = 1;
constexpr int kWrongUse = 2;
constexpr size_t kMaxTraces = 1000;
constexpr std::chrono::milliseconds kStep{50};

volatile std::sig_atomic_t interrupted = 0;

void OnSignal(int) { interrupted = 1; }

// False: the page could not be written, and standard error says why.
bool Show(const FinishedTrace& finished, const TraceDrawOptions& options) {
  const TraceTree tree = BuildTraceTree(finished.spans, finished.trace_id);
  if (options.json) {
    std::cout << TraceJson(tree, finished.logs) << std::endl;
  } else {
    std::cout << DrawWaterfall(tree, otelwrap::testing::TerminalOptions(STDOUT_FILENO))
              << std::endl;
  }
  if (options.html.empty()) return true;
  std::string error;
  if (WriteTracePage(tree, finished.logs, options.html, &error)) return true;
  std::cerr << "trace-draw: " << error << "\n";
  return false;
}

// Until the last trace that was asked for, or a signal; then what is there is shown at once.
bool Run(OtlpReceiver* receiver, const TraceDrawOptions& options) {
  FinishedTraces traces(kMaxTraces);
  size_t shown = 0;
  for (bool last_round = false; !last_round;) {
    last_round = interrupted != 0;
    receiver->WaitForAny(kStep);
    traces.Add(receiver->Take(), Clock::now());
    const auto quiet = last_round ? std::chrono::milliseconds(0) : options.quiet;
    for (const FinishedTrace& finished : traces.Take(quiet, Clock::now())) {
      if (!Show(finished, options)) return false;
      if (++shown == options.count) return true;
    }
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  TraceDrawOptions options;
  std::string error;
  if (!ParseTraceDrawOptions({argv + 1, argv + argc}, &options, &error)) {
    std::cerr << "trace-draw: " << error << "; see trace-draw --help\n";
    return kWrongUse;
  }
  if (options.help) {
    std::cout << otelwrap::testing::kTraceDrawHelp;
    return 0;
  }
  otelwrap::testing::OtlpReceiverOptions receiver_options;
  receiver_options.address = options.address;
  receiver_options.port = options.port;
  const auto receiver = OtlpReceiver::Start(receiver_options, &error);
  if (!receiver) {
    std::cerr << "trace-draw: " << error << "\n";
    return kFailed;
  }
  std::signal(SIGINT, OnSignal);
  std::signal(SIGTERM, OnSignal);
  std::cerr << "Receiving OTLP on " << receiver->Url() << " (Ctrl-C ends).\n";
  return Run(receiver.get(), options) ? 0 : kFailed;
}
