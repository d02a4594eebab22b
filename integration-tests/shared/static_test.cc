// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A program and a plugin that are each linked with the static libraries. A plugin does not see the
// symbols of such a program: there are two of us, which is said. Linked with -rdynamic
// (EXPORTS_SYMBOLS) the program's symbols go before the plugin's own, and all is one again.

#include <gmock/gmock.h>
#include <opentelemetry/version.h>
#include <otelwrap/common/switches.h>
#include <otelwrap/curl/easy.h>

#include "recorded_spans.h"

namespace otelwrap {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string WhatIsSaidWhile(void (*run)()) {
  ::testing::internal::CaptureStderr();
  run();
  return ::testing::internal::GetCapturedStderr();
}

void UseOwnCopy() { const curl::Easy easy; }
void UsePlugin() { CallPlugin(PLUGIN_WITH_STATIC_COPY); }

#ifdef EXPORTS_SYMBOLS

TEST(StaticTest, with_rdynamic_a_plugin_uses_the_provider_and_the_switches_of_the_program) {
  RecordedSpans spans;
  EXPECT_EQ(WhatIsSaidWhile(&UseOwnCopy), "");
  common::SetEnabled(common::Component::kHiredis, false);
  EXPECT_EQ(WhatIsSaidWhile(&UsePlugin), "");
  EXPECT_THAT(spans.TakeNames(), IsEmpty());
  common::SetEnabled(common::Component::kHiredis, true);
  UsePlugin();
  EXPECT_THAT(spans.TakeNames(), ElementsAre("otelwrap.hiredis: PING"));
}

#else

TEST(StaticTest, two_static_copies_in_one_process_are_said_once) {
  RecordedSpans spans;
  EXPECT_EQ(WhatIsSaidWhile(&UseOwnCopy), "");
  const std::string said = WhatIsSaidWhile(&UsePlugin);
  EXPECT_THAT(said, HasSubstr("two copies of otelwrap_common, in the program and in "));
  EXPECT_THAT(said, HasSubstr(PLUGIN_WITH_STATIC_COPY));
  EXPECT_EQ(WhatIsSaidWhile(&UsePlugin), "");
  // What docs/architecture.md says of it: whether OpenTelemetry itself is there twice as well.
#if OPENTELEMETRY_VERSION_MAJOR == 1 && OPENTELEMETRY_VERSION_MINOR < 28
  EXPECT_THAT(spans.TakeNames(), IsEmpty());
#else
  EXPECT_THAT(spans.TakeNames(), ElementsAre("otelwrap.hiredis: PING", "otelwrap.hiredis: PING"));
#endif
}

#endif

}  // namespace
}  // namespace otelwrap
