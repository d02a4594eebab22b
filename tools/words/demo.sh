# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
# ./run demo [--jaeger]

word_demo() {
  jaeger=no
  if [ "${1:-}" = --jaeger ]; then
    jaeger=yes
    shift
  fi
  no_arguments "$@"
  no_preset
  choose_environment
  use_preset release
  lock_build_folder
  prepare_environment
  build_target demo
  if [ "$jaeger" = no ]; then
    run_inside chain-demo --html trace.html
  else
    require_jaeger
    run_inside chain-demo --html trace.html --jaeger "$OTELWRAP_JAEGER_OTLP"
  fi
}
