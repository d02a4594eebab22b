# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# What the tests of the scripts share. Each test works in a folder of its own, $work.

tools=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
# What a caller such as .ci/run asks of ./run is not asked of the tests.
unset OTELWRAP_UNREACHABLE_STATUS CI

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

fail() {
  echo "FAILED: $*"
  failures=$((failures + 1))
}

# expect STATUS TEXT COMMAND...: COMMAND ends with STATUS and its output has TEXT.
expect() {
  status=$1 text=$2
  shift 2
  result=0
  said=$("$@" 2>&1 </dev/null) || result=$?
  [ "$result" -eq "$status" ] || fail "$*: status $result, not $status: $said"
  case $said in
    *"$text"*) ;;
    *) fail "$*: does not say '$text' but: $said" ;;
  esac
}

# expect_equal WHAT EXPECTED GOT
expect_equal() { [ "$2" = "$3" ] || fail "$1: expected '$2', got '$3'"; }

finish() {
  [ "$failures" -eq 0 ] || exit 1
  echo "passed"
}
