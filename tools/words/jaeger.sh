# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
# ./run jaeger

word_jaeger() {
  no_arguments "$@"
  choose_cache
  "$tools/jaeger" have-image || build_jaeger ||
    usage_error "no Jaeger can be built here ($jaeger_reason); install Go, or name it with OTELWRAP_GO," \
      "or install a Docker engine that can get its image"
  "$tools/jaeger" start
}
