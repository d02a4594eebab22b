#!/bin/sh
# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# What ./run does once it has its namespace: read the options, then hand over to the word's file.
set -eu
umask 022

checkout=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
tools=$checkout/tools

for part in messages step options lock host mirror packages root environment chroot native docker \
  build jaeger; do
  # shellcheck source=/dev/null
  . "$tools/env/$part.sh"
done

trap 'on_signal 130' INT
trap 'on_signal 143' TERM
trap 'on_signal 129' HUP

parse_options "$@"
# parse_options leaves the word in $word and its own arguments in $word_arguments, quoted.
eval "set -- $word_arguments"
# shellcheck source=/dev/null
. "$tools/words/$word.sh"
"word_$word" "$@"
