// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "exchange.h"

#include <gtest/gtest.h>

#include <string>

namespace otelwrap::curl {
namespace {

using std::chrono::microseconds;

std::string Show(const PhaseList& list) {
  constexpr const char* kNames[] = {"dns", "connect", "tls", "queue", "send", "wait", "receive"};
  std::string text;
  for (size_t i = 0; i < list.size; ++i) {
    const PhaseTimes& phase = list.items[i];
    text += (i > 0 ? ", " : "") + std::string(kNames[static_cast<size_t>(phase.kind)]) + ' ' +
            std::to_string(phase.start.count()) + '-' + std::to_string(phase.end.count());
    if (!phase.error_type.empty()) text += '!' + std::string(phase.error_type);
  }
  return text;
}

struct Case {
  const char* what;
  CURLcode result;
  bool was_sent;
  int queue, request, sent, first_byte, end;
  const char* parts;
  bool body_left = false;
};

TEST(FindExchange, TellsOnlyWhatHappened) {
  const Case cases[] = {
      {"never sent", CURLE_COULDNT_CONNECT, false, 0, 0, 0, 0, 50, ""},
      {"stalled in the body", CURLE_OPERATION_TIMEDOUT, true, 0, 10, 0, 0, 50, "send 10-50!timeout",
       true},
      {"answered before the body was sent", CURLE_OK, true, 0, 10, 0, 30, 50,
       "wait 10-30, receive 30-50", true},
      {"no answer", CURLE_OPERATION_TIMEDOUT, true, 0, 10, 20, 0, 50,
       "send 10-20, wait 20-50!timeout"},
      {"cut", CURLE_GOT_NOTHING, true, 0, 10, 20, 0, 50, "send 10-20, wait 20-50!got_nothing"},
      {"cut in the body", CURLE_PARTIAL_FILE, true, 0, 10, 20, 30, 50,
       "send 10-20, wait 20-30, receive 30-50!partial_file"},
      {"the user's choice", CURLE_ABORTED_BY_CALLBACK, true, 0, 10, 20, 30, 50,
       "send 10-20, wait 20-30, receive 30-50"},
      {"queued, never sent", CURLE_OPERATION_TIMEDOUT, false, 2000, 0, 0, 0, 9000, "queue 0-2000"},
      {"queued", CURLE_OK, true, 2000, 2010, 2020, 2030, 2050,
       "queue 0-2000, send 2010-2020, wait 2020-2030, receive 2030-2050"},
      {"no queue to speak of", CURLE_OK, true, 900, 910, 920, 930, 950,
       "send 910-920, wait 920-930, receive 930-950"},
      {"sent is not told", CURLE_OK, true, 0, 10, 0, 30, 50, "wait 10-30, receive 30-50"},
      {"libcurl's clock began later", CURLE_OK, true, 0, 10, 8, 9, 50,
       "send 10-10, wait 10-10, receive 10-50"},
  };
  for (const Case& c : cases) {
    TransferInfo info;
    info.result = c.result;
    ExchangeTimes times;
    times.was_sent = c.was_sent;
    times.body_left = c.body_left;
    times.queue = microseconds(c.queue);
    times.request = microseconds(c.request);
    times.sent = microseconds(c.sent);
    times.first_byte = microseconds(c.first_byte);
    times.end = microseconds(c.end);
    EXPECT_EQ(Show(FindExchange(info, times)), c.parts) << c.what;
  }
}

}  // namespace
}  // namespace otelwrap::curl
