# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# A real Jaeger and the Go toolchain for tests, where this machine has them.

# Sets OTELWRAP_JAEGER_BINARY for tests unless an address is given. Never fails: a test that gets
# none skips and says why.
offer_jaeger() {
  [ -z "${OTELWRAP_JAEGER_OTLP:-}${OTELWRAP_JAEGER_BINARY:-}" ] || return 0
  if build_jaeger; then
    OTELWRAP_JAEGER_BINARY=$("$tools/jaeger" path)
    export OTELWRAP_JAEGER_BINARY
  else
    say "No Jaeger here ($jaeger_reason); tests that want one are skipped."
  fi
}

# Builds Jaeger unless it is in the cache; otherwise $jaeger_reason says why not.
build_jaeger() {
  export OTELWRAP_CACHE="$cache"
  [ ! -x "$("$tools/jaeger" path)" ] || return 0
  if ! "$tools/jaeger" have-go; then
    jaeger_reason="it needs Go 1.24 or newer on this machine"
    return 1
  fi
  jaeger_reason="its build failed, log: $cache/logs/jaeger.log"
  step "Building Jaeger from its Go module" "$cache/logs/jaeger.log" "$tools/jaeger" build
}

# For the demo: a Jaeger of the user's, or one that runs as long as the demo.
require_jaeger() {
  OTELWRAP_JAEGER_OTLP=${OTELWRAP_JAEGER_OTLP:-http://127.0.0.1:4318}
  OTELWRAP_JAEGER_QUERY=${OTELWRAP_JAEGER_QUERY:-http://127.0.0.1:16686}
  export OTELWRAP_JAEGER_OTLP OTELWRAP_JAEGER_QUERY
  ! jaeger_answers || return 0
  usage_error "no Jaeger answers at $OTELWRAP_JAEGER_QUERY; start one with './run jaeger' in another" \
    "terminal, or name yours with OTELWRAP_JAEGER_OTLP and OTELWRAP_JAEGER_QUERY."
}

jaeger_answers() {
  run_inside curl --silent --fail --max-time 5 --output /dev/null "$OTELWRAP_JAEGER_QUERY/api/services"
}

# Tests find the toolchain in OTELWRAP_GO, inside a root as well.
offer_go() {
  "$tools/jaeger" have-go || return 0
  go_root=$("${OTELWRAP_GO:-go}" env GOROOT)
  export OTELWRAP_GO="$go_root/bin/go"
  [ "$environment" != chroot ] || bind_into_root "$go_root"
}
