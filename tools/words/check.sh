# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
# ./run check [NAME...]

checks="format tidy headers floors docs scripts"

# Runs every check, or those named, also after one has failed, and says at the end which ones did.
word_check() {
  for check in "$@"; do
    case " $checks " in
    *" $check "*) ;;
    *) usage_error "there is no check '$check'; there are: $checks." ;;
    esac
  done
  [ $# -eq 0 ] || checks=$*
  no_preset
  choose_environment
  use_preset dev
  lock_build_folder
  prepare_environment
  build_target otelwrap_generated
  failed=''
  for check in $checks; do
    "check_$check" || failed="$failed $check"
  done
  [ -z "$failed" ] || fail "check failed:$failed"
  say "All checks passed: $checks"
}

# check_step NAME COMMAND...: its output is shown if it fails.
check_step() {
  name=$1
  shift
  step "Checking $name" "$logs/check-$name.log" run_inside "$@" || {
    cat "$logs/check-$name.log" >&2
    return 1
  }
}

check_format() { check_step format "$tools/check-format"; }
check_tidy() { check_step tidy "$tools/check-tidy" "$build" "$cache/tidy"; }
check_floors() { check_step floors "$tools/check-floors"; }
check_docs() { check_step docs "$tools/check-docs"; }
check_scripts() { check_step scripts "$tools/check-scripts"; }

# Every public header alone, with gcc and with clang.
check_headers() { check_step headers "$tools/check-headers" "$build"; }
