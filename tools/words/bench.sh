# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
# ./run bench [PATTERN] [--json FILE] [--quick] [--paired [--peers DIR]]

word_bench() {
  program=otelwrap-bench pattern='' json='' quick='' peers=''
  while [ $# -gt 0 ]; do
    case $1 in
      --paired) program=otelwrap-bench-paired ;;
      --quick) quick=--quick ;;
      --json)
        [ $# -ge 2 ] || usage_error "--json needs the name of a file."
        json=$2
        shift
        ;;
      --peers)
        [ $# -ge 2 ] || usage_error "--peers needs the folder of the Go peers."
        peers=$2
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
  [ -z "$peers" ] || [ "$program" = otelwrap-bench-paired ] ||
    usage_error "--peers goes with --paired."
  no_preset
  choose_environment
  use_preset release
  lock_build_folder
  prepare_environment
  build_target "$program"
  peer_program=''
  [ "$program" = otelwrap-bench ] || build_peers
  run_bench
}

# The programs may not see the user's folder, so the file is written beside them first.
run_bench() {
  set -- ${pattern:+"$pattern"} ${quick:+"$quick"} ${json:+--json "$build/bench.json"} \
    ${peer_program:+--peers "$peer_program"}
  bench_status=0
  rm -f "$build/bench.json"
  run_inside "$program" "$@" || bench_status=$?
  [ -z "$json" ] || [ ! -f "$build/bench.json" ] || cp "$build/bench.json" "$json"
  return "$bench_status"
}

# The Go peers' loop, built outside into our build folder: a static program needs no Go inside.
# Without it ours is measured all the same, and the table lacks the peers.
build_peers() {
  peers=${peers:-${OTELWRAP_PEERS:-$checkout/../shared/peers}}
  if [ ! -f "$peers/loop/main.go" ]; then
    say "THE GO PEERS ARE NOT MEASURED: no peers in $peers; name their folder with --peers or OTELWRAP_PEERS."
    return 0
  fi
  peers_go=${OTELWRAP_GO:-go}
  if ! command -v "$peers_go" >/dev/null 2>&1; then
    say "THE GO PEERS ARE NOT MEASURED: there is no Go toolchain here; name one with OTELWRAP_GO."
    return 0
  fi
  if (cd "$peers" && CGO_ENABLED=0 "$peers_go" build -o "$build/peers-loop" ./loop) \
    >"$logs/peers.log" 2>&1; then
    peer_program=$build/peers-loop
  else
    say "THE GO PEERS ARE NOT MEASURED: their build failed, log: $logs/peers.log"
  fi
}
