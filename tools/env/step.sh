# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# Long work that shows progress: a moving line on a terminal, a line now and then elsewhere.

plain_interval=30 # seconds between two progress lines when nobody watches a terminal

# step TEXT LOG COMMAND...: runs COMMAND with its output in LOG. Returns COMMAND's status.
# COMMAND runs in the background, so that a signal is answered at once.
step() {
  step_text=$1 step_log=$2
  shift 2
  mkdir -p "$(dirname -- "$step_log")"
  : >"$step_log"
  step_start=$(date +%s)
  "$@" >>"$step_log" 2>&1 </dev/null &
  step_pid=$!
  show_progress &
  step_ticker=$!
  step_status=0
  wait "$step_pid" || step_status=$?
  kill "$step_ticker" 2>/dev/null || :
  wait "$step_ticker" 2>/dev/null || :
  [ ! -t 2 ] || printf '\r\033[K' >&2
  if [ "$step_status" -eq 0 ]; then
    say "$step_text: done in $(($(date +%s) - step_start)) s"
  else
    say "$step_text: FAILED after $(($(date +%s) - step_start)) s"
  fi
  return "$step_status"
}

# Sleeps are short: one that outlives its shell must not keep a pipe or a lock open for long.
show_progress() {
  [ -t 2 ] || say "$step_text ..."
  tick=0
  while :; do
    if [ -t 2 ]; then
      printf '\r\033[K%.*s' "$(terminal_width)" "$step_text: $(seconds_so_far) s  $(last_line)" >&2
    elif [ "$tick" -gt 0 ] && [ $((tick % plain_interval)) -eq 0 ]; then
      say "$step_text: $(seconds_so_far) s  $(last_line)"
    fi
    sleep 1
    tick=$((tick + 1))
  done
}

seconds_so_far() { echo $(($(date +%s) - step_start)); }

terminal_width() {
  width=$(stty size <&2 2>/dev/null | cut -d ' ' -f 2)
  echo $((${width:-80} > 1 ? ${width:-80} - 1 : 79))
}

last_line() {
  tail -c 2000 "$step_log" | tr '\r' '\n' | LC_ALL=C tr -cd '\n -~' | grep -v '^ *$' | tail -n 1 |
    cut -c 1-160
}

# The end of a log, for the message about its failure.
show_log_end() {
  say "--- the last lines of $1"
  tail -n "${2:-30}" "$1" >&2
  say "---"
}
