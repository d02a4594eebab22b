// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Each CASE must not compile; without one it must. CMakeLists.txt makes a test of each.

#include <otelwrap/curl/easy.h>
#include <otelwrap/curl/handle.h>

#include <string>

void Use(otelwrap::curl::Easy& easy, CURL* handle, const std::string& text) {
#if CASE == 1
  easy.SetOpt(CURLOPT_URL, 1);
#elif CASE == 2
  easy.SetOpt(CURLOPT_TIMEOUT, "5");
#elif CASE == 3
  easy.SetOpt(CURLOPT_POSTFIELDS, text + "temporary");
#elif CASE == 4
  easy.SetOpt(CURLOPT_HTTPHEADER, "A: b");
#elif CASE == 5
  otelwrap::curl::SetOpt(handle, CURLOPT_TIMEOUT_MS, 1.5);
#elif CASE == 6
  otelwrap::curl::SetOpt(handle, CURLOPT_WRITEFUNCTION, &easy);
#else
  easy.SetOpt(CURLOPT_URL, text + "temporary");
  otelwrap::curl::SetOpt(handle, CURLOPT_POSTFIELDS, text);
#endif
}
