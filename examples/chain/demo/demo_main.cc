// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// chain-demo: starts the chain, sends one request, draws the trace in the terminal and writes it as
// a page. Ends with 0 only if the trace that it drew is the trace that was due.

#include <otelwrap/testing/trace_page.h>
#include <otelwrap/testing/trace_tree.h>
#include <otelwrap/testing/trace_waterfall.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "demo/backend.h"
#include "demo/chain.h"
#include "demo/due.h"

namespace chain {
namespace {

constexpr char kUsage[] =
    "usage: chain-demo [--html FILE] [--jaeger OTLP_URL [QUERY_URL]]\n"
    "  --html FILE   write the trace as a page that opens in a browser\n"
    "  --jaeger ...  send the telemetry to a real Jaeger, and draw what it says\n";

struct Arguments {
  std::string html;
  std::string jaeger_otlp;
  std::string jaeger_query = "http://127.0.0.1:16686";
};

bool Parse(int argc, char** argv, Arguments& arguments) {
  if (const char* query = std::getenv("OTELWRAP_JAEGER_QUERY")) arguments.jaeger_query = query;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--html" && i + 1 < argc) {
      arguments.html = argv[++i];
    } else if (word == "--jaeger" && i + 1 < argc) {
      arguments.jaeger_otlp = argv[++i];
      if (i + 1 < argc && argv[i + 1][0] != '-') arguments.jaeger_query = argv[++i];
    } else {
      return false;
    }
  }
  return true;
}

// The services' own lines, so that the ids can be compared with the picture.
std::vector<std::string> ShowLogs(const Chain& services, const std::string& trace_id) {
  std::vector<std::string> faults;
  std::printf("\nWhat the services logged, each line with the trace's id:\n\n");
  for (const char* service : {"gateway", "orders", "inventory"}) {
    const std::string log = services.LogOf(service);
    std::fputs(log.c_str(), stdout);
    for (auto& fault : CheckLogs(service, log, trace_id)) faults.push_back(std::move(fault));
  }
  return faults;
}

void Draw(const otelwrap::testing::TraceTree& tree) {
  const auto options = otelwrap::testing::TerminalOptions(STDOUT_FILENO);
  std::printf("\n%s", otelwrap::testing::DrawWaterfall(tree, options).c_str());
}

int Run(const Arguments& arguments) {
  const auto backend = arguments.jaeger_otlp.empty()
                           ? OwnReceiver()
                           : RealJaeger(arguments.jaeger_otlp, arguments.jaeger_query);
  const std::string programs =
      std::filesystem::read_symlink("/proc/self/exe").parent_path().string();
  const Chain services({programs, backend->OtlpEndpoint(), [](const std::string& step) {
                          std::printf("-- %s\n", step.c_str());
                          std::fflush(stdout);
                        }});
  std::printf("-- GET /checkout/1\n");
  const Reply reply = Ask(services.Url(), "/checkout/1");
  std::printf("-- %d %s\n", reply.status, reply.body.c_str());

  const auto due = DueTrace(services.DatabaseMakesSpans());
  const Collected collected = backend->Collect(reply.trace_id, Count(due));
  const auto tree = otelwrap::testing::BuildTraceTree(collected.spans, reply.trace_id);
  Draw(tree);
  std::vector<std::string> faults =
      otelwrap::testing::CheckTrace(collected.spans, reply.trace_id, due);
  for (auto& fault : ShowLogs(services, reply.trace_id)) faults.push_back(std::move(fault));
  std::string error;
  if (!arguments.html.empty()) {
    if (otelwrap::testing::WriteTracePage(tree, collected.logs, arguments.html, &error)) {
      std::printf("\nThe same trace as a page: %s\n", arguments.html.c_str());
    } else {
      faults.push_back(error);
    }
  }
  const std::string page = backend->Page(reply.trace_id);
  if (!page.empty()) std::printf("\nIn Jaeger: %s\n", page.c_str());
  for (const std::string& fault : faults) std::printf("\nNOT AS DUE: %s", fault.c_str());
  std::printf("\n%s\n", faults.empty() ? "The trace is the one that was due."
                                       : "The trace is not the one that was due.");
  return faults.empty() ? 0 : 1;
}

}  // namespace
}  // namespace chain

int main(int argc, char** argv) {
  chain::Arguments arguments;
  if (!chain::Parse(argc, argv, arguments)) {
    std::fputs(chain::kUsage, stderr);
    return 2;
  }
  try {
    return chain::Run(arguments);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "chain-demo: %s\n", error.what());
    return 1;
  }
}
