#!/bin/sh
# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# Which Jaeger is taken: an address that is given, else a container, else the program. The engine is
# played by a command that notes what it is asked for.
set -eu
. "$(dirname -- "$0")/assert.sh"
unset OTELWRAP_JAEGER_OTLP OTELWRAP_JAEGER_QUERY OTELWRAP_JAEGER_BINARY OTELWRAP_JAEGER_IMAGE

mkdir "$work/bin"
cat >"$work/bin/docker" <<'END'
#!/bin/sh
echo "$*" >>"$NOTES"
case "$1 ${*#"$1 "}" in
  info*) [ "$ENGINE" = up ] ;;
  image*) [ "$IMAGE" = here ] ;;
  pull*) [ "$IMAGE" = far ] ;;
  port*4318/tcp) echo 127.0.0.1:1111 ;;
  port*16686/tcp) echo 127.0.0.1:2222 ;;
esac
END
chmod +x "$work/bin/docker"
export PATH="$work/bin:$PATH" NOTES="$work/notes" ENGINE=up IMAGE=here

expect 0 "" "$tools/jaeger" have-image
expect 0 "" env IMAGE=far "$tools/jaeger" have-image
expect 1 "" env IMAGE=none "$tools/jaeger" have-image
expect 1 "" env ENGINE=down "$tools/jaeger" have-image
expect 2 "use one of:" "$tools/jaeger" stop

# offer DEFINITIONS: what the tests would be given, the functions of the machine as defined.
offer() {
  (
    environment=chroot cache=$work/cache
    for part in messages step host jaeger; do . "$tools/env/$part.sh"; done
    eval "build_jaeger() { true; }; jaeger_answers() { true; }"
    eval "$1"
    offer_jaeger
    echo "otlp=${OTELWRAP_JAEGER_OTLP:-} query=${OTELWRAP_JAEGER_QUERY:-} binary=${OTELWRAP_JAEGER_BINARY:-}"
  )
}
expect 0 "otlp=http://given query= binary=" offer "OTELWRAP_JAEGER_OTLP=http://given"
expect 0 "otlp=http://127.0.0.1:1111 query=http://127.0.0.1:2222 binary=" offer ":"
expect_equal "the container's end" "rm --force" "$(tail -n 1 "$NOTES" | cut -d ' ' -f 1-2)"
expect 0 "otlp= query= binary=$work/cache/jaeger/jaeger-" offer "IMAGE=none; export OTELWRAP_CACHE=$work/cache"
expect 0 "otlp= query= binary=$work/cache/jaeger/jaeger-" offer \
  "jaeger_answers() { false; }; sleep() { :; }; export OTELWRAP_CACHE=$work/cache"
expect 0 "No Jaeger here (it needs Go)" offer "IMAGE=none; build_jaeger() { jaeger_reason='it needs Go'; false; }"
expect 0 "binary=$work/cache/jaeger/jaeger-" offer "environment=docker; export OTELWRAP_CACHE=$work/cache"

finish
