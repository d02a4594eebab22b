// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "tls_session.h"

#include <gtest/gtest.h>

namespace otelwrap::curl {
namespace {

TEST(TlsVersion, IsTheNumberOfOpensslsName) {
  for (const char* name : {"", "SSLv3", "unknown", "DTLSv1.2"}) EXPECT_EQ(TlsVersion(name), "");
  EXPECT_EQ(TlsVersion("TLSv1"), "1.0");
  EXPECT_EQ(TlsVersion("TLSv1.2"), "1.2");
  EXPECT_EQ(TlsVersion("TLSv1.3"), "1.3");
}

TEST(ReadTlsSession, TellsNothingOfAHandleWithoutAConnection) {
  CURL* handle = curl_easy_init();
  const TlsSession session = ReadTlsSession(handle);
  EXPECT_TRUE(session.version.empty());
  common::AttributeSet attributes;
  DescribeTlsSession(session, attributes);
  EXPECT_EQ(attributes.size(), 0U);
  curl_easy_cleanup(handle);
}

}  // namespace
}  // namespace otelwrap::curl
