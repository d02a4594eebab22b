# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
# ./run jaeger

word_jaeger() {
  no_arguments "$@"
  choose_cache
  build_jaeger ||
    usage_error "no Jaeger can be built here ($jaeger_reason); install Go or name it with OTELWRAP_GO," \
      "or use the container: docker compose -f docker/compose.yaml up jaeger"
  "$tools/jaeger" start
}
