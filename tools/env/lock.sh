# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# Who may use what at the same time. A build folder belongs to one run. A root is shared by all
# runs, but belongs to one while it is made or its packages change.

# lock_or_refuse FD FILE WHAT: takes the lock on FILE, which FD has open, and writes our pid there.
lock_or_refuse() {
  if ! flock --wait 2 "$1"; then
    holder=$(cat "$2")
    [ "$wait_for_lock" = yes ] ||
      usage_error "$3 is in use by another ./run (process ${holder:-unknown}); wait for its end, or" \
        "add --wait."
    say "Waiting for another ./run (process ${holder:-unknown}) that uses $3 ..."
    wait_for_flock "$1"
  fi
  printf '%s' "$OTELWRAP_RUN_PID" >"$2"
}

# In the background, so that Ctrl-C is answered at once.
wait_for_flock() {
  flock "$1" &
  wait $!
}

# Held until this run ends.
lock_build_folder() {
  mkdir -p "$(dirname -- "$build")"
  exec 8<>"$build.lock"
  lock_or_refuse 8 "$build.lock" "the build folder $build"
}

unlock_build_folder() { exec 8>&-; }

# Between these two nobody else makes, changes or starts to use the root.
lock_root() {
  mkdir -p "$root.users"
  exec 7<>"$root.lock"
  lock_or_refuse 7 "$root.lock" "the $suite environment"
}

unlock_root() { exec 7>&-; }

# Marks the root as used by this run until it ends. Called with the root locked.
register_root_user() {
  exec 6>"$root.users/$OTELWRAP_RUN_PID"
  flock --nonblock 6
}

# Prints the pids of the other runs that use the root; called with the root locked.
root_users() {
  for user in "$root.users"/*; do
    [ -e "$user" ] || continue
    if flock --nonblock "$user" true; then rm -f "$user"; else basename -- "$user"; fi
  done
}

require_unused_root() {
  users=$(root_users | tr '\n' ' ')
  [ -n "$users" ] || return 0
  [ "$wait_for_lock" = yes ] ||
    usage_error "the $suite environment must change, but another ./run (process ${users% }) uses it;" \
      "wait for its end, or add --wait."
  say "Waiting for another ./run (process ${users% }) that uses the $suite environment ..."
  while [ -n "$(root_users)" ]; do sleep 1; done
}
