#!/bin/sh
# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# check-floors passes a tree whose includes go down, and names each that does not.
set -eu
. "$(dirname -- "$0")/assert.sh"

# file NAME INCLUDE...: a source in the tree with these includes.
file() {
  name=$1
  shift
  mkdir -p "$work/tree/$(dirname -- "$name")"
  printf '#include %s\n' "$@" >"$work/tree/$name"
}
check() { OTELWRAP_TREE=$work/tree "$tools/check-floors"; }

file instrumentation/curl/src/easy.cc '<otelwrap/curl/easy.h>' '<otelwrap/common/operation.h>' \
  '<otelwrap/propagators/install.h>' '<otelwrap/config.h>' '"describe.h"' '<opentelemetry/trace/span.h>'
file instrumentation/beast/src/server.cc '<otelwrap/asio/bind.h>'
file instrumentation/curl/test/easy_test.cc '<otelwrap/testing/span_catcher.h>' '<opentelemetry/sdk/trace/tracer.h>'
file instrumentation/auto/src/curl.cc '<otelwrap/curl/easy.h>'
file telemetry/src/start.cc '<opentelemetry/sdk/trace/tracer.h>' '<opentelemetry/exporters/otlp/otlp_http.h>'
file examples/chain/gateway.cc '<otelwrap/telemetry/telemetry.h>' '<otelwrap/testing/waterfall.h>'
expect 0 "" check

# bad NAME INCLUDE WHY
bad() {
  file "$1" '<vector>' "$2"
  expect 1 "$1:2: includes" check
  expect 1 "$3" check
  rm "$work/tree/$1"
}
bad propagators/src/a.cc '<otelwrap/common/operation.h>' 'only go down'
bad instrumentation/common/src/a.cc '<otelwrap/curl/easy.h>' 'only go down'
bad instrumentation/common/src/a.cc '<opentelemetry/sdk/version/version.h>' 'SDK'
bad instrumentation/curl/src/a.cc '<opentelemetry/exporters/otlp/otlp_http.h>' 'SDK'
bad instrumentation/curl/src/a.cc '<otelwrap/hiredis/context.h>' 'never includes another'
bad log-bridge/src/a.cc '<otelwrap/testing/log_catcher.h>' 'only go down'
bad instrumentation/asio/src/a.cc '<otelwrap/beast/server.h>' 'only go down'
bad telemetry/src/a.cc '<otelwrap/testing/log_catcher.h>' 'only go down'
bad instrumentation/curl/src/a.cc '"../../hiredis/src/describe.h"' 'write it as'
bad instrumentation/curl/src/a.cc '<otelwrap/crul/easy.h>' 'no component has that name'
expect 0 "" check

finish
