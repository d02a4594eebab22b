#!/bin/sh
# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# Two runs at once: the second says who holds what it needs, and ends with status 2.
set -eu
. "$(dirname -- "$0")/assert.sh"
. "$tools/env/messages.sh"
. "$tools/env/lock.sh"
OTELWRAP_RUN_PID=4242 wait_for_lock=no
build=$work/build/trixie/dev root=$work/trixie suite=trixie

second_build() { (OTELWRAP_RUN_PID=4343 && lock_build_folder && echo "second runs"); }
second_use() { (OTELWRAP_RUN_PID=4343 && lock_root && register_root_user && echo "second uses"); }
second_change() { (OTELWRAP_RUN_PID=4343 && lock_root && require_unused_root && echo "second changes"); }

lock_build_folder
expect 2 "dev is in use by another ./run (process 4242); wait for its end, or add --wait." second_build
unlock_build_folder
expect 0 "second runs" second_build

lock_root
expect 2 "the trixie environment is in use by another ./run (process 4242)" second_use
register_root_user
unlock_root
expect 0 "second uses" second_use
expect 2 "must change, but another ./run (process 4242) uses it" second_change
exec 6>&-
expect 0 "second changes" second_change

finish
