// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "user_callbacks.h"

#include "newer_libcurl.h"

namespace otelwrap::curl {

bool UserCallbacks::Has(CURLoption option) noexcept {
  switch (static_cast<int>(option)) {
    case newer::kPrereqFunction:
    case newer::kPrereqData:
    case CURLOPT_SOCKOPTFUNCTION:
    case CURLOPT_SOCKOPTDATA:
    case CURLOPT_RESOLVER_START_FUNCTION:
    case CURLOPT_RESOLVER_START_DATA:
    case CURLOPT_CLOSESOCKETFUNCTION:
    case CURLOPT_CLOSESOCKETDATA:
      return true;
    default:
      return false;
  }
}

void UserCallbacks::Note(CURLoption option, const OptionValue& value) noexcept {
  switch (static_cast<int>(option)) {
    case newer::kPrereqFunction:
      request.function = value.function;
      break;
    case newer::kPrereqData:
      request.data = value.pointer;
      break;
    case CURLOPT_SOCKOPTFUNCTION:
      socket.function = value.function;
      break;
    case CURLOPT_SOCKOPTDATA:
      socket.data = value.pointer;
      break;
    case CURLOPT_RESOLVER_START_FUNCTION:
      resolver_start.function = value.function;
      break;
    case CURLOPT_RESOLVER_START_DATA:
      resolver_start.data = value.pointer;
      break;
    case CURLOPT_CLOSESOCKETFUNCTION:
      close_socket.function = value.function;
      break;
    case CURLOPT_CLOSESOCKETDATA:
      close_socket.data = value.pointer;
      break;
    default:
      break;
  }
}

}  // namespace otelwrap::curl
