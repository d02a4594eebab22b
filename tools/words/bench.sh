# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
# ./run bench [PATTERN] [--json FILE]

word_bench() {
  program=otelwrap-bench pattern='' json=''
  while [ $# -gt 0 ]; do
    case $1 in
      --paired) usage_error "the throughput in turn (--paired) is not there yet; use ./run bench [PATTERN]." ;;
      --json)
        [ $# -ge 2 ] || usage_error "--json needs the name of a file."
        json=$2
        shift
        ;;
      -*) no_arguments "$@" ;;
      *)
        [ -z "$pattern" ] || no_arguments "$@"
        pattern=$1
        ;;
    esac
    shift
  done
  no_preset
  choose_environment
  use_preset release
  lock_build_folder
  prepare_environment
  offer_go
  build_target "$program"
  run_bench
}

# The programs may not see the user's folder, so the file is written beside them first.
run_bench() {
  set -- ${pattern:+"$pattern"} ${json:+--json "$build/bench.json"}
  run_inside "$program" "$@"
  [ -z "$json" ] || cp "$build/bench.json" "$json"
}
