// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a formatted command: what is read lies within them and is no more than announced.

#include "arguments.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  auto arguments = otelwrap::hiredis::Arguments::OfCommand(bytes);
  const size_t announced = arguments.total();
  std::string_view argument;
  size_t count = 0;
  size_t sum = 0;
  while (arguments.Next(&argument)) {
    ++count;
    sum += argument.size();
    if (argument.data() < bytes.data() ||
        argument.data() + argument.size() > bytes.data() + bytes.size()) {
      std::abort();
    }
  }
  if (count > announced || sum > size) std::abort();
  return 0;
}
