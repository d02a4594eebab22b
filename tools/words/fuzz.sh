# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
# ./run fuzz [TARGET] [SECONDS]

word_fuzz() {
  target=${1:-} seconds=${2:-60}
  [ $# -le 2 ] || usage_error "write it as: ./run fuzz [TARGET] [SECONDS]"
  case $seconds in
    '' | *[!0-9]*) usage_error "SECONDS must be a number, not '$seconds'." ;;
  esac
  no_preset
  case $target in
    '') list_fuzz_targets && return ;;
    *[!a-z0-9_-]*) usage_error "'$target' is no fuzz target; './run fuzz' lists them." ;;
  esac
  corpus=$(fuzz_corpus "$target")
  [ -n "$corpus" ] || usage_error "'$target' is no fuzz target; './run fuzz' lists them."
  choose_environment
  use_preset fuzz
  lock_build_folder
  prepare_environment
  build_target "fuzz-$target"
  unlock_build_folder
  run_fuzz_target
}

# New inputs are found into the build folder; the corpus that is tracked only seeds them.
run_fuzz_target() {
  found=$build/fuzz/$target
  mkdir -p "$found"
  run_inside_at "$found" "fuzz-$target" -max_total_time="$seconds" -print_final_stats=1 "$found" "$corpus"
}

# A target is a folder in some fuzz/corpus.
fuzz_corpora() {
  find "$checkout" -path "$checkout/build" -prune -o -path '*/fuzz/corpus/*' -type d -print -prune
}

fuzz_corpus() { fuzz_corpora | grep "/$1\$" | head -n 1; }

list_fuzz_targets() {
  fuzz_corpora | sed 's|.*/||' | sort
}
