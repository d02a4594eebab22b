// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/trace_page.h>
#include <otelwrap/testing/trace_waterfall.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <random>
#include <string_view>

#include "terminal_text.h"

namespace otelwrap::embedded {
extern const char kEmbeddedPageHtml[];
extern const char kEmbeddedPageCss[];
extern const char kEmbeddedPageJs[];
}  // namespace otelwrap::embedded

namespace otelwrap::testing {
namespace {

constexpr size_t kTextColumns = 120;

std::string EscapeHtml(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

// What marks our own script and style in the content policy; no one could know it beforehand.
std::string Nonce() {
  std::random_device random;
  std::string nonce;
  for (int i = 0; i < 4; ++i) {
    char part[16];
    std::snprintf(part, sizeof part, "%08x", random());
    nonce += part;
  }
  return nonce;
}

std::string Title(const TraceTree& trace) {
  const std::string root = trace.nodes.empty() ? "" : trace.nodes.front().span.name + " - ";
  return EscapeHtml(Printable(root + "trace " + trace.trace_id, true));
}

// One pass, so that nothing inside a part is taken for a placeholder.
void Fill(std::string_view page, const std::map<std::string, std::string, std::less<>>& parts,
          std::ostream& out) {
  for (;;) {
    const size_t open = page.find("{{");
    const size_t close = page.find("}}", open);
    out << page.substr(0, open);
    if (open == std::string_view::npos) return;
    out << parts.find(page.substr(open + 2, close - open - 2))->second;
    page.remove_prefix(close + 2);
  }
}

}  // namespace

void WriteTracePage(const TraceTree& trace, const std::vector<ReceivedLogRecord>& logs,
                    std::ostream& out) {
  Fill(embedded::kEmbeddedPageHtml,
       {{"nonce", Nonce()},
        {"title", Title(trace)},
        {"style", embedded::kEmbeddedPageCss},
        {"text", EscapeHtml(DrawWaterfall(trace, {kTextColumns, false, true}))},
        {"data", TraceJson(trace, logs)},
        {"script", embedded::kEmbeddedPageJs}},
       out);
}

bool WriteTracePage(const TraceTree& trace, const std::vector<ReceivedLogRecord>& logs,
                    const std::string& path, std::string* error) {
  const std::string unfinished = path + ".part";
  std::ofstream file(unfinished, std::ios::binary | std::ios::trunc);
  if (file) WriteTracePage(trace, logs, file);
  file.close();
  if (file && std::rename(unfinished.c_str(), path.c_str()) == 0) return true;
  *error = "cannot write " + path + ": " + std::strerror(errno);
  std::remove(unfinished.c_str());
  return false;
}

}  // namespace otelwrap::testing
