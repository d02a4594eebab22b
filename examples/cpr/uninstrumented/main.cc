// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Fetches the URL that is given as argument with cpr, wherever it leads, and prints what comes.

#include <cpr/cpr.h>

#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s URL\n", argv[0]);
    return 2;
  }
  const cpr::Response response = cpr::Get(cpr::Url{argv[1]});
  if (response.error) std::fprintf(stderr, "%s\n", response.error.message.c_str());
  std::fputs(response.text.c_str(), stdout);
  return response.status_code == 200 ? 0 : 1;
}
