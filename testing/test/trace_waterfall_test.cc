// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <fcntl.h>
#include <gmock/gmock.h>
#include <otelwrap/testing/trace_waterfall.h>
#include <stdlib.h>
#include <unistd.h>

#include <sstream>
#include <string>

#include "sample_trace.h"
#include "terminal_text.h"

namespace otelwrap::testing {
namespace {

using ::testing::HasSubstr;

constexpr auto kInternal = ReceivedSpanKind::kInternal;

std::string Draw(const std::vector<ReceivedSpan>& spans, const WaterfallOptions& options) {
  return DrawWaterfall(BuildTraceTree(spans, kSampleTraceId), options);
}

TEST(Waterfall, OfNothingSaysSo) {
  EXPECT_EQ(Draw({}, {}), "Trace 4bf92f3577b34da6a3ce929d0e0e4736: no span was received\n");
}

TEST(Waterfall, InUnicode) {
  EXPECT_EQ("\n" + Draw(SampleTrace(), {100, false, true}), R"(
Trace 4bf92f3577b34da6a3ce929d0e0e4736 · 45.2 ms · 8 spans · 1 error
■ gateway 4   ■ orders 2   ■ inventory 2

SERVICE    SPAN                           KIND      0            20 ms              DURATION  ERROR
────────────────────────────────────────────────────┬────────────┬──────────────────────────────────
gateway    GET /checkout                  server    ██████████████████████████████   45.2 ms
gateway    └ POST                         client    ┊▐███████████████████████████▎   42.1 ms
gateway      ├ dns                        internal  ┊▐           ┊                   1.01 ms
gateway      ├ connect                    internal  ┊ █▌         ┊                   2.10 ms
orders       └ POST /orders               server    ┊     ██████████████████████▌    34.0 ms
orders         └ inventory.Stock/Reserve  client    ┊           ███████████████▉     24.0 ms
inventory        ├ GET                    client    ┊           ▕┊                    400 µs
inventory        └ SELECT stock           client    ┊            ┊████████████▉      19.5 ms  ✖ 1146
)");
}

TEST(Waterfall, InAsciiAtTheLeastWidth) {
  EXPECT_EQ("\n" + Draw(SampleTrace(), {1, false, false}), R"(
Trace 4bf92f3577b34da6a3ce929d0e0e4736 - 45.2 ms - 8 spans - 1 error
* gateway 4   * orders 2   * inventory 2

SERVICE    SPAN                  KIND      0       20 ms        DURATION  ERROR
-------------------------------------------+-------+----------------------------
gateway    GET /checkout         server    ===================   45.2 ms
gateway    `-POST                client    -=================-   42.1 ms
gateway      |-dns               internal  --      :             1.01 ms
gateway      |-connect           internal  :--     :             2.10 ms
orders       `-POST /orders      server    :  -==============-   34.0 ms
orders         `-inventory.Sto~  client    :      -=========-    24.0 ms
inventory        |-GET           client    :       -              400 us
inventory        `-SELECT stock  client    :       -========     19.5 ms  ! 1146
)");
}

TEST(Waterfall, InColour) {
  const std::string picture = Draw(SampleTrace(), {100, true, true});
  EXPECT_THAT(picture, HasSubstr("\x1b[38;5;33mgateway  \x1b[0m"));
  EXPECT_THAT(picture, HasSubstr("\x1b[38;5;208morders   \x1b[0m"));
  EXPECT_THAT(picture, HasSubstr("\x1b[1;31m✖ 1146\x1b[0m\n"));
  EXPECT_THAT(picture, HasSubstr("\x1b[7;38;5;33m"));  // an exact left edge
}

TEST(Waterfall, MarksWhatIsMissing) {
  EXPECT_EQ("\n" + Draw({SampleSpan("b", "gone", "", "", kInternal, 0, 0)}, {80, false, true}),
            R"(
Trace 4bf92f3577b34da6a3ce929d0e0e4736 · 0 ns · 1 span
■ (no name) 1

SERVICE    SPAN         KIND      0                                     DURATION
──────────────────────────────────┬─────────────────────────────────────────────
(no name)  ? (no name)  internal  ▏                                         0 ns
? the parent of this span was not received
)");
}

TEST(Waterfall, ShowsHostileNamesHarmless) {
  ReceivedSpan span =
      SampleSpan("a", "", "evil\x1b[2J", "one\ntwo\r\u202e\xff\u2028\u00e9", kInternal, 0, 5);
  span.status = ReceivedStatus::kError;
  span.status_message = "\x07\u009b";
  const std::string unicode = Draw({span}, {200, false, true});
  EXPECT_THAT(unicode, HasSubstr("evil\\x1b[2J"));
  EXPECT_THAT(unicode, HasSubstr("one\\ntwo\\r\\u202e\\xff\\u2028é"));
  EXPECT_THAT(unicode, HasSubstr("✖ \\x07\\x9b\n"));
  const std::string ascii = Draw({span}, {200, false, false});
  EXPECT_THAT(ascii, HasSubstr("\\u2028\\xe9"));
  for (const char c : ascii) EXPECT_TRUE(c == '\n' || (c >= ' ' && c <= '~')) << ascii;
}

TEST(Waterfall, NoLineIsWiderThanAskedFor) {
  std::vector<ReceivedSpan> spans = SampleTrace();
  std::string parent = "f";
  for (int i = 0; i < 60; ++i) {
    const std::string id = "deep" + std::to_string(i);
    spans.push_back(SampleSpan(id, parent, std::string(static_cast<size_t>(i), 's'),
                               "名前" + std::string(static_cast<size_t>(i), 'n'), kInternal, 50,
                               51));
    parent = id;
  }
  spans.back().status = ReceivedStatus::kError;
  spans.back().status_message = std::string(300, 'e');
  for (size_t columns = 80; columns <= 200; ++columns) {
    for (const bool unicode : {false, true}) {
      std::istringstream lines(Draw(spans, {columns, false, unicode}));
      for (std::string line; std::getline(lines, line);) {
        ASSERT_LE(TextColumns(line), columns) << line;
      }
    }
  }
}

TEST(Waterfall, LongNamesAreCutAndDeepOnesStillShow) {
  std::vector<ReceivedSpan> spans;
  for (int i = 0; i < 40; ++i) {
    spans.push_back(SampleSpan(std::to_string(i), i == 0 ? "" : std::to_string(i - 1), "service",
                               "level" + std::to_string(i), kInternal, 0, 1));
  }
  spans.push_back(SampleSpan("x", "", "service", std::string(100, 'x'), kInternal, 0, 1));
  const std::string picture = Draw(spans, {120, false, true});
  EXPECT_THAT(picture, HasSubstr("└ level39"));
  EXPECT_THAT(picture, HasSubstr("… "));
  EXPECT_THAT(picture, HasSubstr("xxx…"));
}

// A pipe or a file is no terminal.
TEST(TerminalOptions, AreReadOffTheEnvironment) {
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const int no_terminal = pipe_ends[1];
  setenv("COLUMNS", "123", 1);
  setenv("LC_ALL", "en_GB.UTF-8", 1);
  EXPECT_EQ(TerminalOptions(no_terminal).columns, 123U);
  EXPECT_FALSE(TerminalOptions(no_terminal).colour);
  EXPECT_TRUE(TerminalOptions(no_terminal).unicode);
  setenv("COLUMNS", "-5", 1);
  setenv("LC_ALL", "C", 1);
  setenv("LANG", "en_GB.UTF-8", 1);
  EXPECT_EQ(TerminalOptions(no_terminal).columns, 100U);
  EXPECT_FALSE(TerminalOptions(no_terminal).unicode);
  setenv("LC_ALL", "", 1);
  unsetenv("LC_CTYPE");
  EXPECT_TRUE(TerminalOptions(no_terminal).unicode);
  close(pipe_ends[0]);
  close(pipe_ends[1]);
}

TEST(TerminalOptions, ColourNeedsATerminalThatWantsIt) {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  ASSERT_GE(terminal, 0);
  setenv("TERM", "xterm", 1);
  unsetenv("NO_COLOR");
  EXPECT_TRUE(TerminalOptions(terminal).colour);
  setenv("TERM", "dumb", 1);
  EXPECT_FALSE(TerminalOptions(terminal).colour);
  setenv("TERM", "xterm", 1);
  setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(TerminalOptions(terminal).colour);
  unsetenv("NO_COLOR");
  close(terminal);
}

}  // namespace
}  // namespace otelwrap::testing
