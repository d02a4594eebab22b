// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/curl/easy.h>

int main() {
  otelwrap::curl::Easy easy;
  easy.SetOpt(CURLOPT_URL, "http://127.0.0.1:1/");
  return easy.Perform() == CURLE_COULDNT_CONNECT ? 0 : 1;
}
