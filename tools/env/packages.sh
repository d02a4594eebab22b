# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# The one package list: tools/packages/common.txt and the Debian's own.

package_list() {
  sed 's/#.*//' "$tools/packages/common.txt" "$tools/packages/$suite.txt" | tr -s '[:blank:]' '\n' |
    grep . | sort -u
}

# Changes when the list or the way a root is made changes.
package_stamp() {
  { package_list; cat "$tools/env/root.sh"; } | sha256sum | cut -d ' ' -f 1
}

# Why a download or an installation failed, told from its log; never returns.
explain_package_failure() {
  log=$1
  show_log_end "$log" 15
  if grep -q 'No space left on device' "$log"; then
    usage_error "the disk is full; free some space (about 4 GB in $cache) and run this again."
  elif grep -Eq "$unreachable_pattern" "$log"; then
    registry_error "the Debian mirror could not be reached or refused a file; check the network and" \
      "the apt settings of this machine (does 'apt-get update' work?). Log: $log"
  elif grep -Eq 'unmet dependencies|held broken|Unable to locate|no installation candidate' "$log"; then
    registry_error "the mirror's $suite can't give all packages right now. Log: $log"
  fi
  fail "installing packages failed. Log: $log"
}

timeout_pattern='timed out|[Tt]imeout|Connection reset|Temporary failure'
unreachable_pattern="$timeout_pattern|Could not (resolve|connect)|Unable to (connect|fetch)|Failed to fetch\
|Couldn't (download|find)|Invalid Release|Failed getting release|Hash Sum mismatch|Connection refused"

# package_step TEXT LOG COMMAND...: a step that is tried again after a time-out, never after a
# refusal.
package_step() {
  for attempt in 1 2 3; do
    ! step "$@" || return 0
    [ "$attempt" -lt 3 ] && grep -Eq "$timeout_pattern" "$2" || break
    say "The mirror timed out; trying again."
  done
  explain_package_failure "$2"
}

# apt-get as we want it everywhere: no questions, no recommended packages, and no terminal, which it
# would take, so that Ctrl-C did not come to us.
apt_get() {
  DEBIAN_FRONTEND=noninteractive setsid --wait apt-get -y -q -o APT::Install-Recommends=false \
    -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=60 "$@"
}
