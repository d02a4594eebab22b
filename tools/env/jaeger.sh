# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# A real Jaeger and the Go toolchain for tests, where this machine has them.

# For tests: the address that is given, else a container's, else OTELWRAP_JAEGER_BINARY. Never fails:
# a test that gets none skips and says why.
offer_jaeger() {
  [ -z "${OTELWRAP_JAEGER_OTLP:-}${OTELWRAP_JAEGER_BINARY:-}" ] || return 0
  if [ "$environment" != docker ] && "$tools/jaeger" have-image && start_jaeger_container; then
    say "Jaeger runs in a container: $OTELWRAP_JAEGER_QUERY"
  elif build_jaeger; then
    OTELWRAP_JAEGER_BINARY=$("$tools/jaeger" path)
    export OTELWRAP_JAEGER_BINARY
  else
    say "No Jaeger here ($jaeger_reason); tests that want one are skipped."
  fi
}

# Runs until this script ends. The docker environment has its own end to see to.
start_jaeger_container() {
  jaeger_container=otelwrap-jaeger-$$
  trap 'docker rm --force "$jaeger_container" >/dev/null 2>&1 || :' EXIT
  addresses=$("$tools/jaeger" start-container "$jaeger_container") || return 1
  OTELWRAP_JAEGER_OTLP=$(printf '%s\n' "$addresses" | head -n 1)
  OTELWRAP_JAEGER_QUERY=$(printf '%s\n' "$addresses" | tail -n 1)
  export OTELWRAP_JAEGER_OTLP OTELWRAP_JAEGER_QUERY
  for _ in $(seq 30); do
    ! jaeger_answers || return 0
    sleep 1
  done
  unset OTELWRAP_JAEGER_OTLP OTELWRAP_JAEGER_QUERY
  return 1
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
