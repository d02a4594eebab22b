#!/bin/sh
# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# Wrong use of ./run: one sentence that says what to do, and status 2.
set -eu
. "$(dirname -- "$0")/assert.sh"
run=${tools%/tools}/run
export OTELWRAP_CACHE="$work/cache"
unset OTELWRAP_DEBIAN OTELWRAP_ENVIRONMENT

expect 2 "unknown word 'tset'; use one of:" "$run" tset
expect 2 "unknown option '--fast'" "$run" --fast
expect 2 "--debian needs a value" "$run" test --debian
expect 2 "--debian can't be 'buster'; use one of: trixie sid." "$run" test --debian buster
expect 2 "--environment can't be 'vm'; use one of:" "$run" test --environment=vm
expect 2 "--preset can't be 'fast'; use one of:" "$run" test --preset fast
expect 2 "'./run bench' has its own preset" "$run" bench --preset dev
expect 2 "-R needs a pattern" "$run" test -R
expect 2 "does not know '--all'" "$run" test --all
expect 2 "--json needs the name of a file" "$run" bench --json
expect 2 "SECONDS must be a number, not 'long'" "$run" fuzz carrier long
expect 2 "is no fuzz target" "$run" fuzz no-such-target 1
expect 2 "write it as: ./run exec -- COMMAND" "$run" exec true
expect 2 "write it as: ./run exec -- COMMAND" "$run" exec --
expect 2 "OTELWRAP_CACHE must be a whole path" env OTELWRAP_CACHE=here "$run" test
expect 2 "--debian can't be 'woody'" env OTELWRAP_DEBIAN=woody "$run" test

expect 0 "./run WORD" "$run"
expect 0 "./run WORD" "$run" help
expect 0 "./run WORD" "$run" test --help
[ ! -e "$work/cache" ] || fail "wrong use made a cache folder"

finish
