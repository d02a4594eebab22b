# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# What is said to the user: always on stderr, so that a program's own output stays clean.

say() { printf '%s\n' "$*" >&2; }

# The work itself failed.
fail() {
  say "run: $*"
  exit 1
}

# The command was used wrongly, or this machine lacks something: one sentence that says what to do.
usage_error() {
  say "run: $*"
  exit 2
}

# The package mirror can't be reached or does not hold what is needed. A caller that wants to tell
# this from wrong use (.ci/run does) names another exit status.
registry_error() {
  say "run: $*"
  exit "${OTELWRAP_UNREACHABLE_STATUS:-2}"
}

on_signal() {
  trap '' INT TERM HUP
  [ ! -t 2 ] || printf '\r\033[K' >&2
  say "run: stopped; nothing is left running. The same command goes on where this one stopped."
  [ "$OTELWRAP_NAMESPACE" = own ] || end_descendants $$
  exit "$1"
}

# Without a namespace of our own nobody else ends what we started.
end_descendants() {
  # shellcheck disable=SC2013 # words, not lines
  for child in $(cat "/proc/$1/task/$1/children" 2>/dev/null); do
    end_descendants "$child"
    kill -KILL "$child" 2>/dev/null || :
  done
}
